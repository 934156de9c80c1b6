import type { LaneView } from '../lanes/lane-view.ts';
import { type Share, shares } from '../lanes/latency-batch.ts';
import type { Period } from '../periods.ts';
import { lag1Autocorrelation } from '../statistics/stats.ts';

/**
 * Lengths of a batch, longest first. Short windows use shorter ones, because few batches leave the interval
 * wider than any limit.
 */
export const batchLengthsUs = [10_000_000, 5_000_000, 2_000_000] as const;
/** With this many batches shorter ones are not needed. */
const plentyOfBatches = 10;
export const enoughBatches = 5;
/**
 * Minimum number of responses beyond the percentile, else its noise dominates: 20 responses for a p90, 200 for a p99.
 */
const answersBeyond = 2;
/** A shorter batch must contain this many responses beyond its percentile, to limit noise. */
const beyondInFineBatch = 20;
/** Neighbouring batches with a higher correlation are not independent. */
const correlated = 0.3;

/** A lane divided into batches of one length: ln of a percentile of each. */
export interface Batches {
  readonly lengthUs: number;
  readonly base: readonly number[];
  readonly groups: readonly (readonly number[])[];
  /** In all groups. */
  readonly count: number;
  /** Correlation of neighbouring batches. */
  readonly correlation: number;
}

/** The batches for comparing a percentile: longer ones if neighbours correlate, as long as enough are left. */
export function batchesFor(view: LaneView, baseline: Period, steps: readonly Period[], p: Share): Batches {
  const cut = (lengthUs: number): Batches => {
    const base = batchesIn(view, baseline, lengthUs, p);
    const groups = steps.map((step) => batchesIn(view, step, lengthUs, p));
    const count = groups.reduce((sum, group) => sum + group.length, 0);
    const correlation = lag1Autocorrelation([base, ...groups].filter((one) => one.length > 0));
    return { lengthUs, base, groups, count, correlation };
  };
  let taken = cut(firstLength(view, baseline, steps, p));
  while (taken.correlation > correlated) {
    const longer = cut(taken.lengthUs * 2);
    if (!areEnough(longer)) break;
    taken = longer;
  }
  return taken;
}

export function areEnough({ base, count }: Pick<Batches, 'base' | 'count'>): boolean {
  return base.length >= enoughBatches && count >= enoughBatches;
}

/**
 * If longer batches would be too few, the correlation widens the interval instead: the variance of a mean of
 * a first-order autoregressive series is (1 + r) / (1 - r) times that of as many independent values.
 */
export function varianceInflation(correlation: number): number {
  if (correlation <= correlated) return 1;
  const r = Math.min(correlation, 0.9);
  return (1 + r) / (1 - r);
}

/**
 * The longest batches that are plentiful, otherwise the shortest that still contain enough responses for the
 * percentile.
 */
export function firstLength(
  view: LaneView,
  baseline: Period,
  steps: readonly Period[] | null,
  p: number,
): number {
  const whole = (lengthUs: number) => (period: Period) =>
    Math.floor((period.toUs - period.fromUs) / lengthUs);
  const usable = batchLengthsUs.filter(
    (lengthUs) =>
      (view.ratePerS * lengthUs) / 1_000_000 >= answersFor(beyondInFineBatch, p) ||
      lengthUs === batchLengthsUs[0],
  );
  const plenty = (lengthUs: number) =>
    whole(lengthUs)(baseline) >= plentyOfBatches &&
    (steps === null || steps.map(whole(lengthUs)).reduce((sum, count) => sum + count, 0) >= plentyOfBatches);
  return usable.find(plenty) ?? usable.at(-1) ?? batchLengthsUs[0];
}

/** ln of a percentile (of ms) of the requests with a response in each whole batch that has enough of them. */
export function batchesIn(view: LaneView, period: Period, lengthUs: number, p: Share): number[] {
  return batchesInEach(view, period, lengthUs, [p])[0] ?? [];
}

/** The same of several percentiles. */
export function batchesInEach(
  view: LaneView,
  { fromUs, toUs }: Period,
  lengthUs: number,
  ps: readonly Share[],
): number[][] {
  const found = ps.map((): number[] => []);
  for (let atUs = fromUs; atUs + lengthUs <= toUs; atUs += lengthUs) {
    const { answered, percentilesUs } = view.batchIn({ fromUs: atUs, toUs: atUs + lengthUs });
    ps.forEach((p, i) => {
      if (answered >= answersFor(answersBeyond, Math.max(p, 0.9)))
        found[i]?.push(Math.log((percentilesUs[shares.indexOf(p)] as number) / 1000));
    });
  }
  return found;
}

/** How many responses are needed to have that many beyond a percentile. */
function answersFor(beyond: number, p: number): number {
  return Math.round(beyond / (1 - p));
}
