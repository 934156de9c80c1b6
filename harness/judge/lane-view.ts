import { outcomes, type SampleColumns } from '../journal/samples.ts';
import { controlTarget, type LaneData } from './lane-data.ts';
import type { LaneSummary } from './summary.ts';

/** A lane's requests in order of their intended start, with what the judge asks of each. */
export interface LaneView extends Omit<LaneData, 'columns'> {
  readonly role: LaneSummary['role'];
  readonly length: number;
  readonly columns: SampleColumns;
  readonly intendedUs: Float64Array;
  /** From the intended start to the end; NaN unless the answer was the right one. */
  readonly latencyUs: Float64Array;
  /** 1 where the request failed or was slow. */
  readonly bad: Uint8Array;
  /** How many are bad before each row; one longer than the rows. */
  readonly badBefore: Uint32Array;
}

/** @param slowMs an answer later than this is bad, like a failure */
export function viewOf(data: LaneData, slowMs: number): LaneView {
  const columns = inOrderOfIntent(data.columns);
  const { length, intendedUs, endUs, outcome } = columns;
  const latencyUs = new Float64Array(length);
  const bad = new Uint8Array(length);
  for (let i = 0; i < length; i += 1) {
    const answered = outcome[i] === outcomes.ok;
    latencyUs[i] = answered ? (endUs[i] as number) - (intendedUs[i] as number) : Number.NaN;
    // What the end of the run cut off says nothing of the service.
    bad[i] = answered
      ? Number((latencyUs[i] as number) > slowMs * 1000)
      : Number(outcome[i] !== outcomes.cancelled);
  }
  return { ...data, role: roleOf(data), length, columns, intendedUs, latencyUs, ...counted(bad) };
}

/** The same lane with other requests bad. */
export function withBad(view: LaneView, bad: Uint8Array): LaneView {
  return { ...view, ...counted(bad) };
}

/** Index of the first row that was due at `atUs` or later. */
export function rowAt(view: LaneView, atUs: number): number {
  let low = 0;
  let high = view.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((view.intendedUs[middle] as number) < atUs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Requests that were due from `fromUs` until before `toUs`, and how many of them are bad. */
export function countIn(
  view: LaneView,
  fromUs: number,
  toUs: number,
): { readonly slots: number; readonly bad: number } {
  const first = rowAt(view, fromUs);
  const end = Math.max(first, rowAt(view, toUs));
  return { slots: end - first, bad: (view.badBefore[end] as number) - (view.badBefore[first] as number) };
}

/** How a bad request weighs, in milliseconds of load. */
export function weightMs(view: Pick<LaneView, 'ratePerS'>, bad: number): number {
  return view.ratePerS > 0 ? (bad * 1000) / view.ratePerS : 0;
}

function roleOf(data: LaneData): LaneSummary['role'] {
  if (data.target === controlTarget) return 'control';
  return data.kind === 'closed' ? 'shown' : 'judged';
}

function counted(bad: Uint8Array): Pick<LaneView, 'bad' | 'badBefore'> {
  const badBefore = new Uint32Array(bad.length + 1);
  for (let i = 0; i < bad.length; i += 1) badBefore[i + 1] = (badBefore[i] as number) + (bad[i] as number);
  return { bad, badBefore };
}

function inOrderOfIntent(columns: SampleColumns): SampleColumns {
  const { intendedUs, length } = columns;
  let sorted = true;
  for (let i = 1; i < length && sorted; i += 1)
    sorted = (intendedUs[i] as number) >= (intendedUs[i - 1] as number);
  if (sorted) return columns;
  const order = Uint32Array.from({ length }, (_, row) => row);
  order.sort((a, b) => (intendedUs[a] as number) - (intendedUs[b] as number) || a - b);
  const arranged = <A extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(column: A): A => {
    const copy = column.slice() as A;
    if (copy.length === 0) return copy;
    for (let row = 0; row < length; row += 1) copy[row] = column[order[row] as number] as number;
    return copy;
  };
  const { seq, sentUs, firstByteUs, endUs, status, outcome, connection, pod, node, bytes } = columns;
  return {
    length,
    seq: arranged(seq),
    intendedUs: arranged(intendedUs),
    sentUs: arranged(sentUs),
    firstByteUs: arranged(firstByteUs),
    endUs: arranged(endUs),
    status: arranged(status),
    outcome: arranged(outcome),
    connection: arranged(connection),
    pod: arranged(pod),
    node: arranged(node),
    bytes: arranged(bytes),
  };
}
