import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type RecordBatch, RecordBatchReader, type RecordBatchStreamReader, type Schema } from 'apache-arrow';
import { RehearsalError } from '../errors.ts';
import {
  type Columns,
  columnNames,
  columnTypes,
  endMark,
  mapColumns,
  rowBytes,
  type SampleMeta,
} from './sample-format.ts';
import { inOrderOfSeq } from './sample-order.ts';
import { type Sample, type SampleColumns, samplesVersion } from './samples.ts';

/** A sample file as far as it can be read. */
export interface SampleReading {
  /** All rows of whole batches, in order of `seq`. */
  readonly columns: SampleColumns;
  /** The file has no end mark: its writer was killed, and at most the last second is missing. */
  readonly torn: boolean;
  /** Null when the file was cut before its schema was whole. */
  readonly meta: SampleMeta | null;
}

/**
 * Reads a sample file that may have been cut off anywhere by a kill. Holds the columns and one chunk in memory.
 * @param wanted the columns to keep; of the others there is nothing, at whatever row
 * @throws RehearsalError `run-unreadable` when there is no such file, it holds other columns, or its format is newer
 */
export function readSamples(file: string, wanted: readonly (keyof Sample)[] = columnNames): SampleReading {
  const source = openSource(file);
  try {
    const rowsAtMost = Math.floor(source.size / rowBytes);
    const columns = mapColumns((name) => new columnTypes[name].array(wanted.includes(name) ? rowsAtMost : 0));
    const { length, meta, whole } = readBatches(file, source.chunks(), columns, wanted);
    const rows = { length, ...mapColumns((name) => columns[name].subarray(0, length)) };
    return { columns: inOrderOfSeq(rows), torn: !(whole && source.endsWithMark()), meta };
  } finally {
    source.close();
  }
}

/** Fills the columns with the rows of all whole batches. */
function readBatches(
  file: string,
  chunks: Iterable<Uint8Array>,
  columns: Columns,
  wanted: readonly (keyof Sample)[],
) {
  let length = 0;
  let meta: SampleMeta | null = null;
  let whole = true;
  try {
    for (const batch of RecordBatchReader.from(chunks) as RecordBatchStreamReader) {
      meta ??= metaOf(file, batch.schema);
      for (const name of columnNames) {
        // Every column is looked for, also one that nobody wants: a file of other columns holds no samples.
        const found = arrayIn(file, batch, name);
        if (wanted.includes(name)) columns[name].set(found, length);
      }
      length += batch.numRows;
    }
  } catch (error) {
    // Arrow says in many ways that a batch is not whole. Where it is cut between two, only the end mark is missing.
    if (error instanceof RehearsalError) throw error;
    whole = false;
  }
  return { length, meta, whole };
}

function arrayIn(file: string, batch: RecordBatch, name: (typeof columnNames)[number]): Columns[typeof name] {
  const kind = columnTypes[name].array;
  const data = batch.getChild(name)?.data[0];
  if (batch.numRows === 0) return new kind(0);
  if (!(data?.values instanceof kind))
    throw new RehearsalError('run-unreadable', `${file} has no column ${name} of samples`);
  return data.values.subarray(0, batch.numRows) as Columns[typeof name];
}

function metaOf(file: string, schema: Schema): SampleMeta {
  const text = (key: string) => schema.metadata.get(key) ?? '';
  const version = Number(text('version'));
  if (version <= samplesVersion)
    return { target: text('target'), lane: text('lane'), source: text('source'), version };
  throw new RehearsalError(
    'run-unreadable',
    `${file} has format version ${version}; this tool reads up to ${samplesVersion}`,
    { hint: 'Read it with the version of the tool that wrote it, or a later one.' },
  );
}

const chunkBytes = 1 << 20;

function openSource(file: string) {
  try {
    const fd = openSync(file, 'r');
    const { size } = fstatSync(fd);
    return {
      size,
      *chunks() {
        for (let at = 0; at < size; ) {
          // Arrow keeps views into what it is given: a chunk is never reused.
          const chunk = new Uint8Array(Math.min(chunkBytes, size - at));
          const read = readSync(fd, chunk, 0, chunk.length, at);
          if (read === 0) return;
          at += read;
          yield chunk.subarray(0, read);
        }
      },
      endsWithMark() {
        const end = new Uint8Array(endMark.length);
        if (size < end.length) return false;
        readSync(fd, end, 0, end.length, size - end.length);
        return endMark.every((byte, at) => end[at] === byte);
      },
      close: () => closeSync(fd),
    };
  } catch (error) {
    throw new RehearsalError('run-unreadable', `${file} can't be read`, { cause: error });
  }
}
