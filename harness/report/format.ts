import { timeText as clock } from '../judge/words.ts';

export { clock };

/**
 * Numbers as text, the same on every machine: no locale, no time zone, `.` as decimal sign, `,` between thousands.
 * No function shows more digits than were measured, rounds something to nothing, or nothing to something.
 */

/** What stands where a number would, when there is none. Never 0. */
export const notMeasured = 'not measured';

/** A whole number, `12,345`. */
export function count(value: number): string {
  const digits = String(Math.abs(Math.round(value))).replace(/\B(?=(\d{3})+$)/g, ',');
  return value <= -0.5 ? `−${digits}` : digits;
}

/** A latency in milliseconds without its unit: tenths up to 100 ms, whole milliseconds above. */
export function latency(ms: number): string {
  return Math.abs(ms) < 99.95 ? fixed(ms, 1) : count(ms);
}

/**
 * A duration with its unit, as exact as its size deserves and its resolution allows.
 * @param resolutionMs what the measurement could tell apart; no digit below its power of ten is shown
 */
export function duration(ms: number, resolutionMs = 1): string {
  const seconds = Math.abs(ms) / 1000;
  const finest = Math.max(0, 3 - Math.floor(Math.log10(Math.max(1, resolutionMs))));
  if (seconds >= 119.5) return minutes(ms);
  if (seconds >= 1 || finest < 3) return `${atLeast(ms / 1000, Math.min(finest, seconds < 10 ? 3 : 1))} s`;
  return `${atLeast(ms, Math.abs(ms) < 10 ? 1 : 0)} ms`;
}

/** Rounded, but what is something does not become nothing. */
function atLeast(value: number, decimals: number): string {
  const finest = 10 ** -decimals;
  return value > 0 && value < finest / 2 ? `<${trimmed(finest, decimals)}` : trimmed(value, decimals);
}

function minutes(ms: number): string {
  const total = Math.round(Math.abs(ms) / 1000);
  const [hours, rest, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const parts = [hours && `${hours} h`, rest && `${rest} min`, seconds && `${seconds} s`].filter(Boolean);
  return (ms < 0 ? '−' : '') + parts.join(' ');
}

/** A stretch of the run; an end that is null was never recorded. */
export function stretch(fromUs: number, toUs: number | null): string {
  return `${clock(fromUs)} – ${toUs === null ? 'end not recorded' : clock(toUs)}`;
}

/** A fraction as a percentage with two significant digits; only nothing is 0% and only all is 100%. */
export function percent(fraction: number): string {
  const value = Math.abs(fraction) * 100;
  const sign = fraction < 0 && value > 0 ? '−' : '';
  if (value === 0 || value === 100) return `${sign}${value}%`;
  if (value < 0.001) return `${sign}<0.001%`;
  if (value > 99.95 && value < 100) return `${sign}>99.9%`;
  const decimals = value > 99 && value < 100 ? 1 : Math.max(0, 1 - Math.floor(Math.log10(value)));
  return `${sign}${decimals === 0 ? count(value) : trimmed(value, decimals)}%`;
}

/** `12 of 3,000 (0.4%)`, or of nothing. */
export function shareOf(part: number, whole: number): string {
  return whole === 0 ? 'none scheduled' : `${count(part)} of ${count(whole)}`;
}

/** How a number has changed: `+12%`, `×4.1` from three times on; nothing can be said of a change from 0. */
export function change(before: number, after: number): string {
  if (before === after) return '±0%';
  if (before <= 0) return `from 0`;
  const ratio = after / before;
  if (ratio >= 3) return `×${ratio < 9.95 ? fixed(ratio, 1) : count(ratio)}`;
  return signed(ratio - 1);
}

function signed(fraction: number): string {
  if (fraction === 0) return '±0%';
  return fraction > 0 ? `+${percent(fraction)}` : percent(fraction);
}

/** Difference of two fractions, in percentage points. */
export function pointsChange(before: number, after: number): string {
  if (before === after) return '±0 points';
  const text = percent(after - before).replace('%', ' points');
  return after > before ? `+${text}` : text;
}

/** Memory, `7.8 GiB`. */
export function gibibytes(bytes: number): string {
  return `${fixed(bytes / 2 ** 30, 1)} GiB`;
}

/** A number of a given unit, as criteria hold them: `ms` as a duration, a `ratio` as the signed percentage by which something changed, others as they are. */
export function quantity(value: number, unit: string): string {
  if (unit === 'ms') return duration(value);
  if (unit === 's') return duration(value * 1000);
  if (unit === 'ratio') return signed(value);
  const number = Number.isInteger(value) ? count(value) : trimmed(value, Math.abs(value) < 10 ? 2 : 1);
  return unit === '%' ? `${number}%` : `${number}${unit ? ` ${unit}` : ''}`;
}

function fixed(value: number, decimals: number): string {
  const [whole = '', part] = Math.abs(value).toFixed(decimals).split('.');
  const sign = value < 0 && Number(`${whole}.${part ?? 0}`) !== 0 ? '−' : '';
  return `${sign}${count(Number(whole))}${part === undefined ? '' : `.${part}`}`;
}

function trimmed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
