import { count, fixed, trimmed } from './numbers.ts';

/** A duration with its unit: tenths below 100 ms, whole milliseconds up to 10 s, tenths of a second, from 2 min on whole seconds. */
export function duration(ms: number): string {
  const value = thousandths(ms);
  const size = Math.abs(value);
  if (size > 0 && size < 0.05) return '<0.1 ms';
  if (size < 999.5) return `${size < 99.95 ? trimmed(value, 1) : count(value)} ms`;
  if (size < 9_999.5) return `${trimmed(Math.round(value) / 1000, 3)} s`;
  if (size < 119_950) return `${trimmed(value / 1000, 1)} s`;
  const total = Math.round(size / 1000);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`];
  return (ms < 0 ? '−' : '') + parts.filter(Boolean).join(' ');
}

/** A latency in milliseconds without its unit, for columns that name it, to the same digit as `duration`. */
export function latency(ms: number): string {
  const value = thousandths(ms);
  return Math.abs(value) < 99.95 ? fixed(value, 1) : count(value);
}

/** The judge rounds to thousandths: values before and after that must give the same text. */
function thousandths(ms: number): number {
  return Math.round(ms * 1000) / 1000 || ms;
}

/** A time of the run, counted from its start: `4:12.3`, `1:04:12.3`. */
export function clock(us: number): string {
  const tenths = Math.max(0, Math.round(us / 100_000));
  const [hours, rest, seconds] = [
    Math.floor(tenths / 36_000),
    Math.floor((tenths % 36_000) / 600),
    (tenths % 600) / 10,
  ];
  const end = `${hours ? String(rest).padStart(2, '0') : rest}:${seconds.toFixed(1).padStart(4, '0')}`;
  return hours ? `${hours}:${end}` : end;
}

/** Elapsed or remaining time as a running counter: `45s`, `3m05s`. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${String(seconds % 60).padStart(2, '0')}s`;
}

/** A period of the run; an end that is null was never recorded. */
export function stretch(fromUs: number, toUs: number | null): string {
  return `${clock(fromUs)} – ${toUs === null ? 'end not recorded' : clock(toUs)}`;
}
