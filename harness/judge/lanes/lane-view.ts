import { oneBatch } from '../../journal/samples.ts';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import type { LaneSummary } from '../answer/summary.ts';
import type { Period } from '../periods.ts';
import { controlTarget, type LaneSchedule, type LaneSource } from './lane-data.ts';
import { type LaneRows, laneRows, rowsHolding } from './lane-rows.ts';
import { type LatencyBatch, latencyBatches } from './latency-batch.ts';

export { countIn, rowAt, rowsBetween, rowsIn, rowsWithBad } from './rows-between.ts';

/** A lane's requests in order of their intended start, numbered from 0, with the judge's columns. */
export interface LaneView extends Omit<LaneSource, 'columns'>, LaneRows {
  readonly role: LaneSummary['role'];
  /** When its requests were due; null if only its rate is known. */
  readonly schedule: LaneSchedule | null;
  /** When the first and the last request were due; NaN if there is none. */
  readonly firstUs: number;
  readonly lastUs: number;
  /** Good responses of a period. Each is computed once, because several criteria use the same periods. */
  batchIn(period: Period): LatencyBatch;
}

/** @param slowMs a later response is bad, like a failure */
export function createLaneView(
  { columns: samples, ...lane }: LaneSource,
  slowMs: number,
  schedule: LaneSchedule | null = null,
): LaneView {
  const rows = laneRows('read' in samples ? samples : oneBatch(samples), slowMs);
  return {
    ...lane,
    ...rows,
    schedule,
    role: findRole(lane),
    firstUs: findDueUs(rows, 0) ?? Number.NaN,
    lastUs: findDueUs(rows, rows.length - 1) ?? Number.NaN,
    batchIn: latencyBatches(rows),
  };
}

/** The same lane with other requests bad, which changes no latency. */
export function withBad(view: LaneView, rows: LaneRows): LaneView {
  return { ...view, ...rows };
}

/** When a request was due, by its number; undefined if it does not exist. It may have to be read again. */
export function findDueUs(rows: LaneRows, row: number): number | undefined {
  if (row < 0 || row >= rows.length) return undefined;
  const { first, intendedUs } = rowsHolding(rows, row);
  return intendedUs[row - first];
}

/** Bad requests / rate: their share of the lane's time, in ms. */
export function computeBadMs(view: Pick<LaneView, 'ratePerS'>, bad: number): number {
  return view.ratePerS > 0 ? (bad * 1000) / view.ratePerS : 0;
}

function findRole(lane: Pick<LaneSource, 'target' | 'kind'>): LaneSummary['role'] {
  if (lane.target === controlTarget) return 'control';
  return laneKinds[lane.kind].openLoop ? 'judged' : 'shown';
}
