import type { Period } from '../periods.ts';
import {
  badBefore,
  firstWhere,
  type LaneRows,
  type LaneSecond,
  type Rows,
  secondHolding,
} from './lane-rows.ts';
import { columnsBetween } from './row-columns.ts';

/** Number of the first row that was due at `atUs` or later. */
export function rowAt(view: LaneRows, atUs: number): number {
  const { seconds } = view;
  const at = firstWhere(seconds.length, (one) => (seconds[one]?.second ?? 0) >= Math.floor(atUs / 1_000_000));
  if (at === seconds.length) return view.length;
  const { first, intendedUs } = view.readRows(at);
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

/** The rows that were due from `fromUs` until before `toUs`, in pieces. */
export function rowsIn(view: LaneRows, { fromUs, toUs }: Period): Generator<Rows> {
  return rowsBetween(view, rowAt(view, fromUs), rowAt(view, toUs));
}

/**
 * The rows from number `first` until before `end`, in pieces: a caller that keeps none of them needs no more
 * memory for a long run than for a short one.
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
    if (from < to) yield part(view.readRows(at), from, to);
  }
}

/** The same without the seconds in which no request was bad. */
export function rowsWithBad(view: LaneRows, first = 0, end = view.length): Generator<Rows> {
  return rowsBetween(view, first, end, ({ bad }) => bad > 0);
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
