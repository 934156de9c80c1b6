import { closeSync, openSync } from 'node:fs';
import {
  type Data,
  makeData,
  makeVector,
  RecordBatch,
  RecordBatchStreamWriter,
  type Schema,
  Struct,
} from 'apache-arrow';
import { writeWhole } from './journal-writer.ts';
import {
  allocateColumns,
  type Columns,
  columnNames,
  createSchema,
  endMark,
  type SampleMeta,
} from './sample-format.ts';
import type { Sample } from './samples.ts';

/** Appends samples to an Arrow IPC stream; its memory does not grow with the run. */
export interface SampleWriter {
  /** Rows added so far. */
  readonly rows: number;
  /** The first write that failed; nothing is written after it. Null if none failed. */
  readonly failure: Error | null;
  /** Copies one sample into the batch; writes the batch when it is full. */
  add(sample: Sample): void;
  /** Writes the rows added since, as one batch. Call it at least every second. */
  flush(): void;
  /** Flushes and writes the end mark. */
  close(): void;
}

/** Small enough to lose little, and large enough for 2,000 requests a second. */
const batchRows = 4096;

/**
 * Opens a sample file, which must not exist yet, and writes its schema.
 * @throws the system's error if the file can't be created
 */
export function openSamples(file: string, meta: Omit<SampleMeta, 'version'>): SampleWriter {
  const fd = openSync(file, 'ax');
  const schema = createSchema(meta);
  const columns = allocateColumns(batchRows);
  const preamble = encode(schema, []);
  let rows = 0;
  let pending = 0;
  let closed = false;
  let failure: Error | null = null;

  const write = (bytes: Uint8Array) => {
    if (failure) return;
    try {
      writeWhole(fd, bytes);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
    }
  };

  const flush = () => {
    if (pending === 0) return;
    const batch = createBatch(schema, columns, pending);
    pending = 0;
    // Each batch is encoded as a separate stream, whose schema is removed: a long-lived Arrow writer keeps
    // every block in memory.
    write(encode(schema, [batch]).subarray(preamble.length));
  };

  write(preamble);
  return {
    get rows() {
      return rows;
    },
    get failure() {
      return failure;
    },
    add(sample) {
      const row = pending;
      columns.seq[row] = sample.seq;
      columns.intendedUs[row] = sample.intendedUs;
      columns.sentUs[row] = sample.sentUs;
      columns.firstByteUs[row] = sample.firstByteUs;
      columns.endUs[row] = sample.endUs;
      columns.status[row] = sample.status;
      columns.outcome[row] = sample.outcome;
      columns.connection[row] = sample.connection;
      columns.answered[row] = sample.answered;
      columns.pod[row] = sample.pod;
      columns.node[row] = sample.node;
      columns.bytes[row] = sample.bytes;
      rows += 1;
      pending += 1;
      if (pending === batchRows) flush();
    },
    flush,
    close() {
      if (closed) return;
      closed = true;
      flush();
      write(endMark);
      closeSync(fd);
    },
  };
}

function createBatch(schema: Schema, columns: Columns, length: number): RecordBatch {
  const children = columnNames.flatMap(
    (name): readonly Data[] => makeVector(columns[name].subarray(0, length)).data,
  );
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
  );
}

/** Schema and batches as one stream, without its end mark. */
function encode(schema: Schema, batches: readonly RecordBatch[]): Uint8Array {
  const writer = new RecordBatchStreamWriter({ autoDestroy: false });
  writer.reset(undefined, schema);
  for (const batch of batches) writer.write(batch);
  return writer.toUint8Array(true);
}
