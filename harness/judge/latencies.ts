import { countIn, type LaneView, rowsIn } from './lane-view.ts';
import { orderStatistics, type Ranked } from './order-statistics.ts';
import type { Period } from './periods.ts';
import { placeOf } from './stats.ts';

/** Latencies of right answers in µs, in the order in which they were due. For a short period: all are in memory. */
export function latenciesIn(view: LaneView, period: Period): Float64Array {
  const found = new Float64Array(countIn(view, period.fromUs, period.toUs).slots);
  let count = 0;
  for (const { latencyUs } of rowsIn(view, period))
    for (const one of latencyUs) if (!Number.isNaN(one)) found[count++] = one;
  return found.subarray(0, count);
}

/** Latencies of right answers in µs that stand at some places of their order; for periods of any length. */
export function latencyRanks(
  view: LaneView,
  periods: readonly Period[],
  placesOf: (count: number) => readonly number[],
): Ranked {
  const pass = function* () {
    for (const period of periods) for (const { latencyUs } of rowsIn(view, period)) yield latencyUs;
  };
  return orderStatistics(pass, placesOf);
}

/** Percentiles of the latencies of right answers, in µs; NaN where there is none. */
export function latencyPercentiles(
  view: LaneView,
  periods: readonly Period[],
  shares: readonly number[],
): readonly number[] {
  return latencyRanks(view, periods, (count) => shares.map((p) => placeOf(p, count))).values;
}

/** Bad requests without a right answer; slow ones show as latency. */
export function failedIn(view: LaneView, period: Period): number {
  if (countIn(view, period.fromUs, period.toUs).bad === 0) return 0;
  let failed = 0;
  for (const { bad, latencyUs, length } of rowsIn(view, period))
    for (let row = 0; row < length; row += 1)
      if (bad[row] === 1 && Number.isNaN(latencyUs[row] as number)) failed += 1;
  return failed;
}
