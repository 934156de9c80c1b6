import { Field, Float64, Schema, Uint8, Uint16, Uint32 } from 'apache-arrow';
import type { Sample, SampleColumns } from './samples.ts';
import { samplesVersion } from './samples.ts';

/** The metadata of a sample file's schema. */
export interface SampleMeta {
  readonly target: string;
  readonly lane: string;
  /** The load generator that sent it; `local` is this machine. */
  readonly source: string;
  readonly version: number;
}

/** Every column, in the file's order, with its Arrow type and its array type in memory. */
export const columnTypes = {
  seq: { type: new Uint32(), array: Uint32Array },
  intendedUs: { type: new Float64(), array: Float64Array },
  sentUs: { type: new Float64(), array: Float64Array },
  firstByteUs: { type: new Float64(), array: Float64Array },
  endUs: { type: new Float64(), array: Float64Array },
  status: { type: new Uint16(), array: Uint16Array },
  outcome: { type: new Uint8(), array: Uint8Array },
  connection: { type: new Uint32(), array: Uint32Array },
  answered: { type: new Uint8(), array: Uint8Array },
  pod: { type: new Uint16(), array: Uint16Array },
  node: { type: new Uint16(), array: Uint16Array },
  bytes: { type: new Uint32(), array: Uint32Array },
} as const satisfies Record<keyof Sample, unknown>;

export const columnNames = Object.keys(columnTypes) as readonly (keyof Sample)[];

/**
 * The column `answered` of a file of version 1, which lacks it: true for a response to the request itself, or
 * if an earlier response on its connection named the pod. If responses name no pod, earlier ones are unknown.
 */
export function markAnswered(status: Uint16Array, pod: Uint16Array): Uint8Array {
  const answered = new Uint8Array(status.length);
  for (let row = 0; row < answered.length; row += 1)
    answered[row] = Number((status[row] as number) > 0 || (pod[row] as number) > 0);
  return answered;
}

/** How an Arrow stream ends: a continuation mark and a length of zero. */
export const endMark = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

export type Columns = Omit<SampleColumns, 'length'>;

/** Arrays for that many rows. */
export function allocateColumns(rows: number): Columns {
  return mapColumns((name) => new columnTypes[name].array(rows));
}

/** The same columns, each created again from its name. The array types stay the same. */
export function mapColumns(make: (name: keyof Sample) => Columns[keyof Columns]): Columns {
  return Object.fromEntries(columnNames.map((name) => [name, make(name)])) as unknown as Columns;
}

/** Plain columns without nulls, which every Arrow reader opens, including DuckDB. */
export function createSchema(meta: Omit<SampleMeta, 'version'>): Schema {
  const fields = columnNames.map((name) =>
    Field.new({ name, type: columnTypes[name].type, nullable: false }),
  );
  return new Schema(fields, new Map(Object.entries({ ...meta, version: String(samplesVersion) })));
}
