import { sortByIntent } from '../../journal/sample-order.ts';
import { outcomes, type SampleBatches, type SampleColumns } from '../../journal/samples.ts';
import { joinPieces, type Piece } from './row-columns.ts';

/** Consecutive rows of a lane in order of their intended start, with the judge's columns. */
export interface Rows {
  /** The number of the lane's rows before them. */
  readonly first: number;
  readonly length: number;
  readonly columns: SampleColumns;
  readonly intendedUs: Float64Array;
  /** From the intended start to the end; NaN unless the response was correct. */
  readonly latencyUs: Float64Array;
  /** 1 where the request failed or was slow. */
  readonly bad: Uint8Array;
}

/**
 * The requests that were due in one second of the run, at least one; how many of them are bad, and how many
 * requests precede them.
 */
export interface LaneSecond {
  /** Since the run's start. */
  readonly second: number;
  readonly first: number;
  readonly length: number;
  readonly bad: number;
  readonly badBefore: number;
}

/** A lane's rows. Of each second only its counts are kept: its rows are read again on demand. */
export interface LaneRows {
  readonly length: number;
  /** In order of time. */
  readonly seconds: readonly LaneSecond[];
  /** All rows of one second, by its position in `seconds`. */
  readRows(at: number): Rows;
}

/** A second's counts, and between which rows, in order of writing, its own rows are. */
interface Found {
  readonly second: number;
  readonly fromAt: number;
  toAt: number;
  length: number;
  bad: number;
}

/** Per lane. A run of minutes is read once, a run of hours repeatedly. */
const keptRows = 100_000;

/** @param slowMs a later response is bad, like a failure */
export function laneRows(samples: SampleBatches, slowMs: number): LaneRows {
  const found = secondsIn(samples, slowMs * 1000);
  const seconds = counted(found);
  const read = (at: number): Rows => {
    const [one, wanted] = [seconds[at], found[at]];
    if (one === undefined || wanted === undefined)
      throw new RangeError(`the lane has no second number ${at}`);
    const columns = sortByIntent(joinPieces(findPieces(samples, wanted), one.length));
    return { first: one.first, length: one.length, ...judged(columns, slowMs * 1000) };
  };
  return { length: samples.length, seconds, readRows: keeping(read) };
}

/** The same rows, fewer of them bad. @param left returns which ones still are */
export function withFewerBad(rows: LaneRows, left: (rows: Rows) => Uint8Array): LaneRows {
  const read = (at: number): Rows => {
    const before = rows.readRows(at);
    return rows.seconds[at]?.bad === 0 ? before : { ...before, bad: left(before) };
  };
  const countIn = (at: number) => read(at).bad.reduce((sum, one) => sum + one, 0);
  const seconds = counted(rows.seconds.map((one, at) => ({ ...one, bad: one.bad === 0 ? 0 : countIn(at) })));
  return { ...rows, seconds, readRows: keeping(read) };
}

/** The rows of the second that a row was due in. */
export function rowsHolding(rows: LaneRows, row: number): Rows {
  return rows.readRows(secondHolding(rows, row));
}

/** The number of bad rows before a row. */
export function badBefore(view: LaneRows, row: number): number {
  const at = secondHolding(view, row);
  const second = view.seconds[at];
  if (second === undefined) return 0;
  if (second.bad === 0 || row <= second.first) return second.badBefore;
  if (row >= second.first + second.length) return second.badBefore + second.bad;
  const { bad } = view.readRows(at);
  let count = second.badBefore;
  for (let own = row - second.first - 1; own >= 0; own -= 1) count += bad[own] as number;
  return count;
}

/** Position of the second that a row was due in; after the last row that of the last one. */
export function secondHolding({ seconds }: LaneRows, row: number): number {
  return Math.max(0, firstWhere(seconds.length, (at) => (seconds[at]?.first ?? 0) > row) - 1);
}

/** The first number below `length` from which on a condition holds; `length` if there is none. */
export function firstWhere(length: number, holds: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** One pass over all rows. */
function secondsIn(samples: SampleBatches, slowUs: number): Found[] {
  const found = new Map<number, Found>();
  let current: Found | null = null;
  samples.starts.forEach((start, batch) => {
    const columns = samples.read(batch);
    for (let row = 0; row < columns.length; row += 1) {
      const second = findSecond(columns.intendedUs[row] as number);
      if (current?.second !== second) {
        const at = start + row;
        current = found.get(second) ?? { second, fromAt: at, toAt: at, length: 0, bad: 0 };
        found.set(second, current);
      }
      current.toAt = start + row;
      current.length += 1;
      current.bad += isBad(columns, row, slowUs);
    }
  });
  return [...found.values()].sort((a, b) => a.second - b.second);
}

function findSecond(us: number): number {
  return Math.floor(us / 1_000_000);
}

function counted(seconds: readonly Pick<LaneSecond, 'second' | 'length' | 'bad'>[]): LaneSecond[] {
  let [first, badBefore] = [0, 0];
  return seconds.map(({ second, length, bad }) => {
    const one = { second, first, length, bad, badBefore };
    first += length;
    badBefore += bad;
    return one;
  });
}

/** The positions of a second's rows, in order of writing. */
function* findPieces(samples: SampleBatches, { second, fromAt, toAt }: Found): Generator<Piece> {
  const { starts } = samples;
  // From the last batch that does not begin after the first row.
  const own = firstWhere(starts.length, (batch) => (starts[batch] as number) > fromAt) - 1;
  for (let batch = Math.max(0, own); batch < starts.length; batch += 1) {
    const start = starts[batch] as number;
    if (start > toAt) return;
    const columns = samples.read(batch);
    const { intendedUs } = columns;
    const end = Math.min(columns.length, toAt + 1 - start);
    for (let from = Math.max(0, fromAt - start); from < end; from += 1) {
      if (findSecond(intendedUs[from] as number) !== second) continue;
      let to = from + 1;
      while (to < end && findSecond(intendedUs[to] as number) === second) to += 1;
      yield { columns, from, to };
      from = to;
    }
  }
}

function judged(columns: SampleColumns, slowUs: number) {
  const { length, intendedUs, endUs, outcome } = columns;
  const latencyUs = new Float64Array(length);
  const bad = new Uint8Array(length);
  for (let row = 0; row < length; row += 1) {
    const answered = outcome[row] === outcomes.ok;
    latencyUs[row] = answered ? (endUs[row] as number) - (intendedUs[row] as number) : Number.NaN;
    bad[row] = isBad(columns, row, slowUs);
  }
  return { columns, intendedUs, latencyUs, bad };
}

function isBad({ outcome, endUs, intendedUs }: SampleColumns, row: number, slowUs: number): number {
  if (outcome[row] === outcomes.ok)
    return Number((endUs[row] as number) - (intendedUs[row] as number) > slowUs);
  // Requests that the end of the run cut off say nothing about the service.
  return Number(outcome[row] !== outcomes.cancelled);
}

/** Caches the last seconds: as many as `keptRows` allow, and always the last one. */
function keeping(read: (at: number) => Rows): (at: number) => Rows {
  const kept = new Map<number, Rows>();
  let count = 0;
  return (at) => {
    const known = kept.get(at);
    if (known !== undefined) return known;
    const rows = read(at);
    count += rows.length;
    // In order of access.
    for (const [oldest, { length }] of kept) {
      if (count <= keptRows) break;
      kept.delete(oldest);
      count -= length;
    }
    kept.set(at, rows);
    return rows;
  };
}
