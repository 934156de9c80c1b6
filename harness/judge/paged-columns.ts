import { judgedColumns } from './lane-data.ts';
import { badBefore, type LaneRows, type Rows, rowsHolding } from './lane-rows.ts';

/** A column of a whole lane. Its rows are read when they are asked for: for a look here and there, not for a pass. */
export type PagedColumn = ArrayLike<number>;

/** What can be asked of each row of a lane by its number. */
export interface PagedColumns {
  readonly columns: Readonly<Record<(typeof judgedColumns)[number], PagedColumn>>;
  readonly intendedUs: PagedColumn;
  /** From the intended start to the end; NaN unless the answer was the right one. */
  readonly latencyUs: PagedColumn;
  /** 1 where the request failed or was slow. */
  readonly bad: PagedColumn;
  /** How many are bad before each row, and before the end. */
  readonly badBefore: PagedColumn;
}

export function pagedColumns(lane: LaneRows): PagedColumns {
  const column = (of: (rows: Rows) => ArrayLike<number>): PagedColumn => {
    let [rows, values]: [Rows | null, ArrayLike<number>] = [null, []];
    return paged(lane.length, (row) => {
      if (rows === null || row < rows.first || row >= rows.first + rows.length) {
        rows = rowsHolding(lane, row);
        values = of(rows);
      }
      return values[row - rows.first];
    });
  };
  const columns = judgedColumns.map((name) => [name, column((rows) => rows.columns[name])] as const);
  return {
    columns: Object.fromEntries(columns) as unknown as PagedColumns['columns'],
    intendedUs: column((rows) => rows.intendedUs),
    latencyUs: column((rows) => rows.latencyUs),
    bad: column((rows) => rows.bad),
    badBefore: paged(lane.length + 1, (row) => badBefore(lane, row)),
  };
}

function paged(length: number, valueAt: (row: number) => number | undefined): PagedColumn {
  return new Proxy({} as PagedColumn, {
    get: (_, key) => {
      if (key === 'length') return length;
      const row = typeof key === 'string' ? Number(key) : Number.NaN;
      return row >= 0 && row < length ? valueAt(row) : undefined;
    },
  });
}
