import { duration } from './durations.ts';
import { count, signedPercent, trimmed } from './numbers.ts';

/** Units that are more than the name of what is counted. A `ratio` is a relative change. */
const units: Readonly<Record<string, (value: number) => string>> = { ms: duration, ratio: signedPercent };

/** A number in a criterion's unit: `487 ms`, `+12%`, `3 writes`. */
export function quantity(value: number, unit: string): string {
  const format = units[unit];
  if (format !== undefined) return format(value);
  const number = Number.isInteger(value) ? count(value) : trimmed(value, Math.abs(value) < 10 ? 2 : 1);
  return `${number} ${unit}`;
}
