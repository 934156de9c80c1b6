import type { LaneView } from './lane-view.ts';
import { rowAt } from './lane-view.ts';
import type { Period } from './periods.ts';
import { type Difference, differenceFrom, lagOneCorrelation, mean, percentile } from './stats.ts';

/** Of a batch, longest first. Short windows are cut finer, because few batches leave the interval wider than any limit. */
const batchLengthsUs = [10_000_000, 5_000_000, 2_000_000] as const;
/** With so many batches there is no need to cut finer. */
const plentyOfBatches = 10;
/** Fewer answers than this say little of a p90. */
const answersPerBatch = 20;
const enoughBatches = 5;
/** A finer batch must hold so many, for its p90 to be no mere noise. */
const answersForFineBatch = 200;
/** Neighbouring batches that agree more than this are not two witnesses. */
const correlated = 0.3;

export interface LatencyLimit {
  /** As a share: 0.5 allows half as much again. */
  readonly increase: number;
  readonly atLeastMs: number;
}

/** How a role's steps changed the p90 of one lane. */
export interface LatencyChange {
  readonly view: LaneView;
  readonly state: 'met' | 'missed' | 'unresolved';
  /** Of the logarithm of p90; null where there were too few batches. */
  readonly change: Difference | null;
  /** Allowed change of that logarithm; null where the baseline has no batch. */
  readonly margin: number | null;
  /** p90 of the baseline: the geometric mean of its batches, in ms. */
  readonly baselineMs: number | null;
  readonly batches: { readonly seconds: number; readonly baseline: number; readonly steps: number };
  /** What more would settle it; empty unless unresolved. */
  readonly missing: string;
}

/** Judges one lane: is its p90 in the steps' windows no worse than in the baseline, by the margin? */
export function latencyChange(
  view: LaneView,
  baseline: Period,
  steps: readonly Period[],
  limit: LatencyLimit,
): LatencyChange {
  const cut = (lengthUs: number): Batches => {
    const base = batchesIn(view, baseline, lengthUs);
    const groups = steps.map((step) => batchesIn(view, step, lengthUs));
    const count = groups.reduce((sum, group) => sum + group.length, 0);
    const correlation = lagOneCorrelation([base, ...groups].filter((one) => one.length > 0));
    return { lengthUs, base, groups, count, correlation };
  };
  const enough = ({ base, count }: Batches) => base.length >= enoughBatches && count >= enoughBatches;
  let taken = cut(firstLength(view, baseline, steps));
  while (taken.correlation > correlated) {
    const longer = cut(taken.lengthUs * 2);
    if (!enough(longer)) break;
    taken = longer;
  }
  const { base, groups, count, correlation } = taken;
  const batches = { seconds: taken.lengthUs / 1_000_000, baseline: base.length, steps: count };
  const known = base.length === 0 ? { margin: null, baselineMs: null } : marginOf(base, limit);
  const inflation = correlation > correlated ? inflationOf(correlation) : 1;
  const change = enough(taken) ? differenceFrom(base, groups, inflation) : null;
  return { view, batches, ...known, change, ...decide(change, known.margin, batches) };
}

/** A lane cut into batches of one length: ln p90 of each. */
interface Batches {
  readonly lengthUs: number;
  readonly base: readonly number[];
  readonly groups: readonly (readonly number[])[];
  readonly count: number;
  /** Of neighbouring batches. */
  readonly correlation: number;
}

/**
 * Where longer batches would be too few, neighbours that agree make the interval wider instead: the variance of a mean
 * of a first-order autoregressive series is (1 + r) / (1 - r) times that of as many independent values.
 */
function inflationOf(correlation: number): number {
  const r = Math.min(correlation, 0.9);
  return (1 + r) / (1 - r);
}

/** The longest batches of which there are plenty, else the shortest that still hold enough answers for a p90. */
function firstLength(view: LaneView, baseline: Period, steps: readonly Period[]): number {
  const whole = (lengthUs: number) => (period: Period) =>
    Math.floor((period.toUs - period.fromUs) / lengthUs);
  const usable = batchLengthsUs.filter(
    (lengthUs) =>
      (view.ratePerS * lengthUs) / 1_000_000 >= answersForFineBatch || lengthUs === batchLengthsUs[0],
  );
  const plenty = (lengthUs: number) =>
    whole(lengthUs)(baseline) >= plentyOfBatches &&
    steps.map(whole(lengthUs)).reduce((sum, count) => sum + count, 0) >= plentyOfBatches;
  return usable.find(plenty) ?? usable.at(-1) ?? batchLengthsUs[0];
}

function marginOf(baseline: readonly number[], { increase, atLeastMs }: LatencyLimit) {
  const baselineMs = Math.exp(mean(baseline));
  return { baselineMs, margin: Math.log(Math.max(1 + increase, 1 + atLeastMs / baselineMs)) };
}

function decide(
  change: Difference | null,
  margin: number | null,
  batches: LatencyChange['batches'],
): Pick<LatencyChange, 'state' | 'missing'> {
  if (change === null || margin === null) return { state: 'unresolved', missing: tooFew(batches) };
  if (change.high < margin) return { state: 'met', missing: '' };
  if (change.low > margin) return { state: 'missed', missing: '' };
  const times = ((change.high - change.difference) / Math.abs(margin - change.difference)) ** 2;
  return { state: 'unresolved', missing: longer(times) };
}

function tooFew({ seconds, baseline, steps }: LatencyChange['batches']): string {
  const why =
    seconds * 1_000_000 > batchLengthsUs[0]
      ? ` (batches of ${seconds} s, because shorter ones correlate)`
      : '';
  return `${baseline} batches in the baseline and ${steps} in the steps' windows; each needs ${enoughBatches}${why}, so at least ${enoughBatches * seconds} s`;
}

function longer(times: number): string {
  if (times > 100) return 'it lies at the limit: no practicable length of the run would settle it';
  return `about ${Math.ceil(times * 10) / 10} times as much of baseline and of steps would settle it`;
}

/** ln p90 (of ms) of the answered requests in each whole batch. */
function batchesIn(view: LaneView, { fromUs, toUs }: Period, lengthUs: number): number[] {
  const found: number[] = [];
  for (let atUs = fromUs; atUs + lengthUs <= toUs; atUs += lengthUs) {
    const answered = view.latencyUs
      .slice(rowAt(view, atUs), rowAt(view, atUs + lengthUs))
      .filter((one) => one > 0);
    if (answered.length >= answersPerBatch) found.push(Math.log(percentile(answered.sort(), 0.9) / 1000));
  }
  return found;
}

const gravity = { met: 0, unresolved: 1, missed: 2 } as const;

/** The lane that decides: the worst state, and then the greatest change beyond its margin. */
export function worstChange(changes: readonly LatencyChange[]): LatencyChange | null {
  const excess = (one: LatencyChange) => (one.change?.difference ?? 0) - (one.margin ?? 0);
  return changes.toSorted((a, b) => gravity[b.state] - gravity[a.state] || excess(b) - excess(a))[0] ?? null;
}
