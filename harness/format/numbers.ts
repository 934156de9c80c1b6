/**
 * Numbers as text, the same on every machine: no locale, no time zone, `.` as decimal sign, `,` between
 * thousands. The only place that rounds, so that a figure is the same in the terminal, in sentences and in
 * tables. No measured value is rounded to 0, and nothing is rounded up to something.
 */

/** Text for a number that was not measured. Never 0. */
export const notMeasured = 'not measured';

/** A whole number, `12,345`. */
export function count(value: number): string {
  const digits = String(Math.abs(Math.round(value))).replace(/\B(?=(\d{3})+$)/g, ',');
  return value <= -0.5 ? `−${digits}` : digits;
}

/** A fraction as a percentage with two significant digits; only zero is 0% and only everything is 100%. */
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
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? 'none scheduled' : `${count(part)} of ${count(whole)}`;
}

/** Relative change of a number: `+12%`, `×4.1` from three times on; undefined for a change from 0. */
export function change(before: number, after: number): string {
  if (before === after) return '±0%';
  if (before <= 0) return `from 0`;
  const ratio = after / before;
  if (ratio >= 3) return `×${ratio < 9.95 ? fixed(ratio, 1) : count(ratio)}`;
  return signedPercent(ratio - 1);
}

/** A relative change, `+12%`. */
export function signedPercent(fraction: number): string {
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

/** Disk space, `8.0 GB`. */
export function gigabytes(bytes: number): string {
  return `${fixed(bytes / 1e9, 1)} GB`;
}

/** Processors that are used or free on average, `1.4`. */
export function processors(cpus: number): string {
  return cpus > 0 && cpus < 0.05 ? '<0.1' : fixed(cpus, 1);
}

/** A number with that many decimals, `1,234.50`. */
export function fixed(value: number, decimals: number): string {
  const [whole = '', part] = Math.abs(value).toFixed(decimals).split('.');
  const sign = value < 0 && Number(`${whole}.${part ?? 0}`) !== 0 ? '−' : '';
  return `${sign}${count(Number(whole))}${part === undefined ? '' : `.${part}`}`;
}

/** The same without trailing zeros, `1,234.5`. */
export function trimmed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
