import { Schema } from 'apache-arrow';
import { RehearsalError } from '../errors.ts';
import { type BatchHeader, messageAt, openSource, type Source } from './arrow-file.ts';
import { columnNames, columnTypes, mapColumns, markAnswered, type SampleMeta } from './sample-format.ts';
import { findFields, readMeta } from './sample-schema.ts';
import type { Sample, SampleBatches, SampleColumns } from './samples.ts';

/** An open sample file, as far as its batches are complete. */
export interface SampleFile extends SampleBatches, Disposable {
  /** The file has no end mark: its writer was killed, and at most the last second is missing. */
  readonly torn: boolean;
  /** Null if the file was cut before its schema was complete. */
  readonly meta: SampleMeta | null;
}

/** Position of a batch in the file. */
interface Place {
  readonly atByte: number;
  readonly bytes: number;
  readonly rows: number;
  /** Offset and size of each wanted column, in bytes from `atByte`. */
  readonly offsets: ReadonlyMap<keyof Sample, number>;
}

/** Batches overlap in time, so neighbours are read alternately. */
const keptBatches = 8;

/**
 * Opens a sample file that a kill may have cut off anywhere. A few batches are in memory at a time, with the positions
 * of all.
 * @param wanted the columns to read; the others stay empty
 * @throws RehearsalError `run-unreadable` if the file does not exist, has other columns, or its format is newer
 */
export function openSampleFile(file: string, wanted: readonly (keyof Sample)[] = columnNames): SampleFile {
  const source = openSource(file);
  try {
    const names = new Set(wanted);
    const { places, meta, whole } = placesIn(file, source, names);
    const starts: number[] = [];
    let length = 0;
    for (const { rows } of places) {
      starts.push(length);
      length += rows;
    }
    const kept: { batch: number; columns: SampleColumns | null; body: Uint8Array<ArrayBuffer> }[] = [];
    let next = 0;
    return {
      length,
      starts,
      meta,
      torn: !(whole && source.endsWithMark()),
      read(batch) {
        const found = kept.find((entry) => entry.batch === batch);
        if (found?.columns) return found.columns;
        const place = places[batch];
        if (place === undefined) throw new RangeError(`no batch ${batch} in ${file}`);
        const old = kept[next]?.body;
        const body = old !== undefined && old.length >= place.bytes ? old : new Uint8Array(place.bytes);
        const columns = source.read(place.atByte, place.bytes, body) ? columnsIn(body, place, names) : null;
        if (columns === null) throw new RehearsalError('run-unreadable', `${file} changed while it was read`);
        kept[next] = { batch, columns, body };
        next = (next + 1) % keptBatches;
        return columns;
      },
      [Symbol.dispose]: source.close,
    };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** Finds all complete batches, and reads only the positions of their columns. */
function placesIn(file: string, source: Source, wanted: ReadonlySet<keyof Sample>) {
  const places: Place[] = [];
  let meta: SampleMeta | null = null;
  let fields = new Map<keyof Sample, number>();
  let read = wanted;
  for (let at = 0; ; ) {
    const found = messageAt(source, at);
    if (found === 'end') return { places, meta, whole: true };
    if (found === null) return { places, meta, whole: false };
    const { header, atByte, bytes } = found;
    if (header instanceof Schema) {
      meta = readMeta(file, header);
      fields = findFields(file, header, meta);
      if (wanted.has('answered') && !fields.has('answered')) read = new Set([...wanted, 'status', 'pod']);
    } else {
      const place = locateBatch(header, atByte, bytes, fields);
      if (place === null) return { places, meta, whole: false };
      const offsets = new Map([...place.offsets].filter(([name]) => read.has(name)));
      if (place.rows > 0) places.push({ ...place, offsets });
    }
    at = atByte + bytes;
  }
}

/** Null if its content does not match its header. */
function locateBatch(
  { length: rows, buffers }: BatchHeader,
  atByte: number,
  bytes: number,
  fields: ReadonlyMap<keyof Sample, number>,
): Place | null {
  const offsets = new Map<keyof Sample, number>();
  for (const [name, field] of fields) {
    // Each field has two parts: the null bitmap (no row is null), and the values.
    const values = buffers[2 * field + 1];
    if (values === undefined || values.offset % 8 !== 0) return null;
    if (values.offset + rows * columnTypes[name].array.BYTES_PER_ELEMENT > bytes) return null;
    offsets.set(name, values.offset);
  }
  return { atByte, bytes, rows, offsets };
}

/** Columns that are not wanted are empty. */
function columnsIn(
  body: Uint8Array<ArrayBuffer>,
  { rows, offsets }: Place,
  wanted: ReadonlySet<keyof Sample>,
): SampleColumns {
  const column = <Name extends keyof Sample>(name: Name): SampleColumns[Name] => {
    const offset = offsets.get(name);
    const { array } = columnTypes[name];
    const values =
      offset === undefined ? new array(0) : new array(body.buffer, body.byteOffset + offset, rows);
    return values as SampleColumns[Name];
  };
  const columns = mapColumns((name) => {
    if (!wanted.has(name)) return new columnTypes[name].array(0);
    return name === 'answered' && !offsets.has(name)
      ? markAnswered(column('status'), column('pod'))
      : column(name);
  });
  return { length: rows, ...columns };
}
