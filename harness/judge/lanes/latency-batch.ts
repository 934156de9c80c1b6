import type { Period } from '../periods.ts';
import { percentile } from '../statistics/stats.ts';
import type { LaneRows } from './lane-rows.ts';
import { latenciesIn } from './latencies.ts';

/** Percentiles of a batch, as shares: deciles, and the tail. */
export const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999] as const;
export type Share = (typeof shares)[number];

/** Good responses of a lane in a period. */
export interface LatencyBatch {
  readonly answered: number;
  /** Percentiles of their latencies, in µs, one for each of `shares`. */
  readonly percentilesUs: readonly number[];
}

/** A lane's batches, each computed on first use. */
export function latencyBatches(rows: LaneRows): (period: Period) => LatencyBatch {
  const found = new Map<string, LatencyBatch>();
  return (period) => {
    const key = `${period.fromUs} ${period.toUs}`;
    const batch = found.get(key) ?? batchIn(rows, period);
    found.set(key, batch);
    return batch;
  };
}

function batchIn(rows: LaneRows, period: Period): LatencyBatch {
  const answered = answeredIn(rows, period);
  return { answered: answered.length, percentilesUs: shares.map((p) => percentile(answered, p)) };
}

/** Latencies of good responses, sorted, in µs. */
export function answeredIn(rows: LaneRows, period: Period): Float64Array {
  return latenciesIn(rows, period)
    .filter((one) => one > 0)
    .sort();
}
