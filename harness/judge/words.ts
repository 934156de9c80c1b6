import type { StepWindow } from './windows.ts';

/** Thousandths are as fine as any number here is meant. */
export function rounded(value: number): number {
  // JSON knows no −0.
  return Math.round(value * 1000) / 1000 || 0;
}

/** A duration of milliseconds for people: `850 ms`, `12.4 s`. */
export function durationText(ms: number): string {
  return Math.abs(ms) < 1000 ? `${Math.round(ms * 10) / 10} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** A time of the run, counted from its start: `4:12.3`, `1:04:12.3`. */
export function timeText(us: number): string {
  const tenths = Math.max(0, Math.round(us / 100_000));
  const [hours, rest, seconds] = [
    Math.floor(tenths / 36_000),
    Math.floor((tenths % 36_000) / 600),
    (tenths % 600) / 10,
  ];
  const end = `${hours ? String(rest).padStart(2, '0') : rest}:${seconds.toFixed(1).padStart(4, '0')}`;
  return hours ? `${hours}:${end}` : end;
}

/** `worker-2 (worker, step 3 of 3)`. */
export function stepTitle({ step, position }: StepWindow, count: number): string {
  return `${step.node} (${step.slot.role}, step ${position + 1} of ${count})`;
}

/** What a step's recovery is counted from. */
export function releaseTitle({ step }: StepWindow): string {
  return step.retired === null ? 'uncordon' : 'replacement';
}

export function laneTitle({ target, lane }: { readonly target: string; readonly lane: string }): string {
  return `${target}/${lane}`;
}
