import { duration } from './durations.ts';
import { count, signedPercent, trimmed } from './numbers.ts';

/** A number of a given unit, as criteria hold them: `ms` as a duration, a `ratio` as the signed percentage by which something changed, others as they are. */
export function quantity(value: number, unit: string): string {
  if (unit === 'ms') return duration(value);
  if (unit === 's') return duration(value * 1000);
  if (unit === 'ratio') return signedPercent(value);
  const number = Number.isInteger(value) ? count(value) : trimmed(value, Math.abs(value) < 10 ? 2 : 1);
  return unit === '%' ? `${number}%` : `${number}${unit ? ` ${unit}` : ''}`;
}
