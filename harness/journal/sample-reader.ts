import { openSampleFile } from './sample-file.ts';
import { columnNames, columnTypes, mapColumns, type SampleMeta } from './sample-format.ts';
import { sortBySeq } from './sample-order.ts';
import type { Sample, SampleColumns } from './samples.ts';

/** The readable part of a sample file. */
export interface SampleReading {
  /** All rows of complete batches, in order of `seq`. */
  readonly columns: SampleColumns;
  /** The file has no end mark: its writer was killed, and at most the last second is missing. */
  readonly torn: boolean;
  /** Null if the file was cut before its schema was complete. */
  readonly meta: SampleMeta | null;
}

/**
 * Reads a whole sample file into memory; `openSampleFile` does not.
 * @param wanted the columns to keep; the others stay empty
 * @throws RehearsalError `run-unreadable` if the file does not exist, has other columns, or its format is newer
 */
export function readSamples(file: string, wanted: readonly (keyof Sample)[] = columnNames): SampleReading {
  using source = openSampleFile(file, wanted);
  const { length, starts, torn, meta } = source;
  const columns = mapColumns((name) => new columnTypes[name].array(wanted.includes(name) ? length : 0));
  starts.forEach((start, batch) => {
    const read = source.read(batch);
    for (const name of wanted) columns[name].set(read[name], start);
  });
  return { columns: sortBySeq({ length, ...columns }), torn, meta };
}
