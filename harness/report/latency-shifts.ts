import { duration } from '../format/durations.ts';
import { change } from '../format/numbers.ts';
import type { LatencyShift } from '../judge/answer/summary.ts';
import { formatLaneName } from './names.ts';

/** One percentile of a shift. */
export type ShiftPoint = LatencyShift['points'][number];

/** A lane's shifts: the baseline is the same in all of them. */
export interface ShiftedLane {
  readonly name: string;
  /** To the steps of each role; without steps, to the whole upgrade. */
  readonly shifts: readonly LatencyShift[];
  /** The baseline's points. */
  readonly points: readonly ShiftPoint[];
}

/** By lane, in the judge's order. */
export function groupShiftsByLane(shifts: readonly LatencyShift[]): ShiftedLane[] {
  return [...Map.groupBy(shifts, formatLaneName)].map(([name, all]) => {
    const ofRoles = all.filter((shift) => shift.of !== 'upgrade');
    return { name, shifts: ofRoles.length === 0 ? all : ofRoles, points: all[0]?.points ?? [] };
  });
}

/** What is compared with the baseline, as text. */
export const comparedWith: Readonly<Record<LatencyShift['of'], string>> = {
  upgrade: 'whole upgrade',
  'control-plane': 'control-plane steps',
  worker: 'worker steps',
};

/** `p99.9`. */
export function formatPercentile(p: number): string {
  return `p${Math.round(p * 1000) / 10}`;
}

/**
 * The judge's estimate with its interval, or how the percentile of all responses changed; null if there is
 * nothing to compare.
 */
export function formatChange({ baselineMs, afterMs, ratio, ci }: ShiftPoint): string | null {
  if (ratio !== null && ci !== null)
    return `${change(1, 1 + ratio)} (${change(1, 1 + ci[0])} to ${change(1, 1 + ci[1])})`;
  if (baselineMs === null || afterMs === null) return null;
  return `${change(baselineMs, afterMs)} (no interval)`;
}

/** `p90 4 ms → 5.2 ms (+30%)`. */
export function formatMovement(point: ShiftPoint): string {
  const { p, baselineMs, afterMs } = point;
  if (baselineMs === null || afterMs === null) return `${formatPercentile(p)} not measured`;
  return `${formatPercentile(p)} ${duration(baselineMs)} → ${duration(afterMs)} (${change(baselineMs, afterMs)})`;
}
