import { type Reason, reason } from '../../reasons/reason.ts';
import type { LaneView } from '../lanes/lane-view.ts';
import type { Share } from '../lanes/latency-batch.ts';
import type { Period } from '../periods.ts';
import { type Difference, mean, welchDifference } from '../statistics/stats.ts';
import {
  areEnough,
  batchesFor,
  batchLengthsUs,
  enoughBatches,
  varianceInflation,
} from './latency-batches.ts';

/** Recommending a run this many times as long would be impractical. */
const mostTimes = 100;

export interface LatencyLimit {
  /** As a share: 0.5 allows 50% more. */
  readonly increase: number;
  readonly atLeastMs: number;
}

/** How a role's steps changed a percentile of one lane: p90 by default. */
export interface LatencyChange {
  readonly view: LaneView;
  readonly state: 'met' | 'missed' | 'unresolved';
  /** Of the percentile's logarithm; null if there were too few batches. */
  readonly change: Difference | null;
  /** Allowed change of that logarithm; null if the baseline has no batch. */
  readonly margin: number | null;
  /** The percentile in the baseline: the geometric mean of its batches, in ms. */
  readonly baselineMs: number | null;
  readonly batches: { readonly seconds: number; readonly baseline: number; readonly steps: number };
  /** What would settle it; null unless unresolved. */
  readonly missing: Reason | null;
}

/**
 * Judges one lane: is its percentile in the steps' windows no worse than in the baseline, within the margin?
 * @param p as a share; default p90
 */
export function latencyChange(
  view: LaneView,
  baseline: Period,
  steps: readonly Period[],
  limit: LatencyLimit,
  p: Share = 0.9,
): LatencyChange {
  const taken = batchesFor(view, baseline, steps, p);
  const { base, groups, count, correlation } = taken;
  const batches = { seconds: taken.lengthUs / 1_000_000, baseline: base.length, steps: count };
  const known = base.length === 0 ? { margin: null, baselineMs: null } : computeMargin(base, limit);
  const change = areEnough(taken) ? welchDifference(base, groups, varianceInflation(correlation)) : null;
  return { view, batches, ...known, change, ...decide(change, known.margin, batches) };
}

function computeMargin(baseline: readonly number[], { increase, atLeastMs }: LatencyLimit) {
  const baselineMs = Math.exp(mean(baseline));
  return { baselineMs, margin: Math.log(Math.max(1 + increase, 1 + atLeastMs / baselineMs)) };
}

function decide(
  change: Difference | null,
  margin: number | null,
  batches: LatencyChange['batches'],
): Pick<LatencyChange, 'state' | 'missing'> {
  if (change === null || margin === null) return { state: 'unresolved', missing: tooFew(batches) };
  if (change.high < margin) return { state: 'met', missing: null };
  if (change.low > margin) return { state: 'missed', missing: null };
  const times = ((change.high - change.difference) / Math.abs(margin - change.difference)) ** 2;
  const missing =
    times > mostTimes
      ? reason('at-the-limit')
      : reason('more-would-settle', { times: Math.ceil(times * 10) / 10 });
  return { state: 'unresolved', missing };
}

function tooFew({ seconds, baseline, steps }: LatencyChange['batches']): Reason {
  return reason('too-few-batches', {
    baselineBatches: baseline,
    stepBatches: steps,
    batchS: seconds,
    neededBatches: enoughBatches,
    lengthened: seconds * 1_000_000 > batchLengthsUs[0],
  });
}

const gravity = { met: 0, unresolved: 1, missed: 2 } as const;

/** The lane that decides: the worst state, then the greatest change beyond its margin. */
export function worstChange(changes: readonly LatencyChange[]): LatencyChange | null {
  const excess = (one: LatencyChange) => (one.change?.difference ?? 0) - (one.margin ?? 0);
  return changes.toSorted((a, b) => gravity[b.state] - gravity[a.state] || excess(b) - excess(a))[0] ?? null;
}
