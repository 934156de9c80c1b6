import type { Period } from '../periods.ts';
import { orderStatistics, type Ranked } from '../statistics/order-statistics.ts';
import { findPercentileIndex } from '../statistics/stats.ts';
import type { LaneRows } from './lane-rows.ts';
import { countIn, rowsIn } from './rows-between.ts';

/** Latencies of good responses in µs, in the order in which they were due. For a short period: all are in memory. */
export function latenciesIn(rows: LaneRows, period: Period): Float64Array {
  const found = new Float64Array(countIn(rows, period.fromUs, period.toUs).slots);
  let count = 0;
  for (const { latencyUs } of rowsIn(rows, period))
    for (const one of latencyUs) if (!Number.isNaN(one)) found[count++] = one;
  return found.subarray(0, count);
}

/** Latencies of good responses in µs at some ranks; for periods of any length. */
export function latencyRanks(
  rows: LaneRows,
  periods: readonly Period[],
  choosePlaces: (count: number) => readonly number[],
): Ranked {
  const pass = function* () {
    for (const period of periods) for (const { latencyUs } of rowsIn(rows, period)) yield latencyUs;
  };
  return orderStatistics(pass, choosePlaces);
}

/** Percentiles of the latencies of good responses, in µs; NaN if there is none. */
export function latencyPercentiles(
  rows: LaneRows,
  periods: readonly Period[],
  shares: readonly number[],
): readonly number[] {
  return latencyRanks(rows, periods, (count) => shares.map((p) => findPercentileIndex(p, count))).values;
}

/** Bad requests without a good response; slow ones appear in the latency. */
export function failedIn(rows: LaneRows, period: Period): number {
  if (countIn(rows, period.fromUs, period.toUs).bad === 0) return 0;
  let failed = 0;
  for (const { bad, latencyUs, length } of rowsIn(rows, period))
    for (let row = 0; row < length; row += 1)
      if (bad[row] === 1 && Number.isNaN(latencyUs[row] as number)) failed += 1;
  return failed;
}
