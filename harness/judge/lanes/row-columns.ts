import type { SampleColumns } from '../../journal/samples.ts';

type Column = Exclude<SampleColumns[keyof SampleColumns], number>;
type Name = Exclude<keyof SampleColumns, 'length'>;

/** Some consecutive rows: from `from` until before `to`. */
export interface Piece {
  readonly columns: SampleColumns;
  readonly from: number;
  readonly to: number;
}

/** Copies pieces, one after another. Columns that were not read stay empty. */
export function joinPieces(pieces: Iterable<Piece>, length: number): SampleColumns {
  let joined: SampleColumns | null = null;
  let read: Name[] = [];
  let at = 0;
  for (const { columns, from, to } of pieces) {
    if (joined === null) {
      joined = mapped(columns, length, (column) => emptyLike(column, column.length === 0 ? 0 : length));
      read = listColumnNames(columns).filter((name) => columns[name].length > 0);
    }
    for (const name of read) joined[name].set(columns[name].subarray(from, to), at);
    at += to - from;
  }
  if (joined === null) throw new RangeError('no rows to be joined');
  return joined;
}

/** Some rows of the same columns, without copying. */
export function columnsBetween(columns: SampleColumns, from: number, to: number): SampleColumns {
  return mapped(columns, to - from, (column) => column.subarray(from, to));
}

function listColumnNames({ length: _, ...columns }: SampleColumns): Name[] {
  return Object.keys(columns) as Name[];
}

function mapped(columns: SampleColumns, length: number, make: (column: Column) => Column): SampleColumns {
  const made = listColumnNames(columns).map((name) => [name, make(columns[name])] as const);
  return { length, ...Object.fromEntries(made) } as unknown as SampleColumns;
}

function emptyLike(column: Column, length: number): Column {
  return new (column.constructor as new (length: number) => Column)(length);
}
