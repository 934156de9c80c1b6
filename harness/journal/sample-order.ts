import type { SampleColumns } from './samples.ts';

/** Whether one row belongs after another. */
type Later = (row: number, other: number) => boolean;

/** Rows are written as their requests end. This sorts them in place by their numbers. */
export function sortBySeq(columns: SampleColumns): SampleColumns {
  const { seq } = columns;
  return inOrder(columns, (row, other) => (seq[row] as number) > (seq[other] as number));
}

/** The same by when they were due; at equal times, by their numbers. */
export function sortByIntent(columns: SampleColumns): SampleColumns {
  const { intendedUs, seq } = columns;
  return inOrder(columns, (row, other) => {
    const [own, others] = [intendedUs[row] as number, intendedUs[other] as number];
    return own > others || (own === others && (seq[row] as number) > (seq[other] as number));
  });
}

function inOrder(columns: SampleColumns, isLater: Later): SampleColumns {
  if (isSorted(columns.length, isLater)) return columns;
  const order = sortRows(columns.length, isLater);
  for (const column of Object.values(columns)) {
    if (typeof column === 'number' || column.length === 0) continue;
    const asWritten = column.slice();
    for (let row = 0; row < columns.length; row += 1) column[row] = asWritten[order[row] as number] as number;
  }
  return columns;
}

function isSorted(length: number, isLater: Later): boolean {
  for (let row = 1; row < length; row += 1) if (isLater(row - 1, row)) return false;
  return true;
}

/** Insertion sort: rows are nearly in order already, because requests overtake each other by at most one timeout. */
function sortRows(length: number, isLater: Later): Uint32Array {
  const order = Uint32Array.from({ length }, (_, row) => row);
  for (let row = 1; row < length; row += 1) {
    let at = row;
    for (; at > 0 && isLater(order[at - 1] as number, row); at -= 1) order[at] = order[at - 1] as number;
    order[at] = row;
  }
  return order;
}
