import { oneBatch } from '../journal/samples.ts';
import { controlTarget, type LaneSchedule, type LaneSource } from './lane-data.ts';
import {
  badBefore,
  firstWhere,
  type LaneRows,
  type LaneSecond,
  laneRows,
  type Rows,
  secondHolding,
} from './lane-rows.ts';
import { type PagedColumns, pagedColumns } from './paged-columns.ts';
import { columnsBetween } from './row-columns.ts';
import type { LaneSummary } from './summary.ts';

/** A lane's requests in order of their intended start, numbered from 0, with what the judge asks of each. */
export interface LaneView extends Omit<LaneSource, 'columns'>, LaneRows, PagedColumns {
  readonly role: LaneSummary['role'];
  /** When its requests were due; null where only its rate is known. */
  readonly schedule: LaneSchedule | null;
  /** When the first and the last request were due; NaN where there is none. */
  readonly firstUs: number;
  readonly lastUs: number;
}

/** @param slowMs an answer later than this is bad, like a failure */
export function viewOf(
  { columns: samples, ...lane }: LaneSource,
  slowMs: number,
  schedule: LaneSchedule | null = null,
): LaneView {
  const rows = laneRows('read' in samples ? samples : oneBatch(samples), slowMs);
  const paged = pagedColumns(rows);
  return {
    ...lane,
    ...rows,
    ...paged,
    schedule,
    role: roleOf(lane),
    firstUs: paged.intendedUs[0] ?? Number.NaN,
    lastUs: paged.intendedUs[rows.length - 1] ?? Number.NaN,
  };
}

/** The same lane with other requests bad. */
export function withBad(view: LaneView, rows: LaneRows): LaneView {
  return { ...view, ...rows, ...pagedColumns(rows) };
}

/** Number of the first row that was due at `atUs` or later. */
export function rowAt(view: LaneRows, atUs: number): number {
  const { seconds } = view;
  const at = firstWhere(seconds.length, (one) => (seconds[one]?.second ?? 0) >= Math.floor(atUs / 1_000_000));
  if (at === seconds.length) return view.length;
  const { first, intendedUs } = view.rowsOf(at);
  return first + firstWhere(intendedUs.length, (row) => (intendedUs[row] as number) >= atUs);
}

/** Requests that were due from `fromUs` until before `toUs`, and how many of them are bad. */
export function countIn(
  view: LaneRows,
  fromUs: number,
  toUs: number,
): { readonly slots: number; readonly bad: number } {
  const first = rowAt(view, fromUs);
  const end = Math.max(first, rowAt(view, toUs));
  return { slots: end - first, bad: badBefore(view, end) - badBefore(view, first) };
}

/** The rows that were due from `fromUs` until before `toUs`, a stretch at a time. */
export function rowsIn(
  view: LaneRows,
  { fromUs, toUs }: { readonly fromUs: number; readonly toUs: number },
): Generator<Rows> {
  return rowsBetween(view, rowAt(view, fromUs), rowAt(view, toUs));
}

/**
 * The rows from number `first` until before `end`, a stretch at a time: who keeps none of them needs no more memory
 * for a long run than for a short one.
 * @param wanted leaves out seconds of which no row is needed
 */
export function* rowsBetween(
  view: LaneRows,
  first: number,
  end: number,
  wanted: (second: LaneSecond) => boolean = () => true,
): Generator<Rows> {
  for (let at = secondHolding(view, first); at < view.seconds.length; at += 1) {
    const second = view.seconds[at];
    if (second === undefined || second.first >= end) return;
    if (!wanted(second)) continue;
    const [from, to] = [Math.max(0, first - second.first), Math.min(second.length, end - second.first)];
    if (from < to) yield part(view.rowsOf(at), from, to);
  }
}

/** The same without the seconds in which no request was bad. */
export function rowsWithBad(view: LaneRows, first = 0, end = view.length): Generator<Rows> {
  return rowsBetween(view, first, end, ({ bad }) => bad > 0);
}

/** How a bad request weighs, in milliseconds of load. */
export function weightMs(view: Pick<LaneView, 'ratePerS'>, bad: number): number {
  return view.ratePerS > 0 ? (bad * 1000) / view.ratePerS : 0;
}

function roleOf(lane: Pick<LaneSource, 'target' | 'kind'>): LaneSummary['role'] {
  if (lane.target === controlTarget) return 'control';
  return lane.kind === 'closed' ? 'shown' : 'judged';
}

function part(rows: Rows, from: number, to: number): Rows {
  if (from === 0 && to === rows.length) return rows;
  const columns = columnsBetween(rows.columns, from, to);
  return {
    first: rows.first + from,
    length: to - from,
    columns,
    intendedUs: columns.intendedUs,
    latencyUs: rows.latencyUs.subarray(from, to),
    bad: rows.bad.subarray(from, to),
  };
}
