import { columnNames } from './sample-format.ts';
import type { SampleColumns } from './samples.ts';

/** Rows are written as their requests end; this puts them, in place, into the order in which they were due. */
export function inOrderOfSeq(columns: SampleColumns): SampleColumns {
  if (isSorted(columns.seq)) return columns;
  const order = orderOf(columns.seq);
  for (const name of columnNames) {
    const column = columns[name];
    if (column.length === 0) continue;
    const asWritten = column.slice();
    for (let row = 0; row < columns.length; row += 1) column[row] = asWritten[order[row] as number] as number;
  }
  return columns;
}

function isSorted(seq: Uint32Array): boolean {
  for (let row = 1; row < seq.length; row += 1)
    if ((seq[row] as number) < (seq[row - 1] as number)) return false;
  return true;
}

/** By insertion: rows are nearly in order already, since a request is overtaken for one time-out at most. */
function orderOf(seq: Uint32Array): Uint32Array {
  const order = Uint32Array.from(seq, (_, row) => row);
  for (let row = 1; row < order.length; row += 1) {
    const own = seq[row] as number;
    let at = row;
    for (; at > 0 && (seq[order[at - 1] as number] as number) > own; at -= 1)
      order[at] = order[at - 1] as number;
    order[at] = row;
  }
  return order;
}
