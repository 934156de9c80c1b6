import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock } from './clock.ts';
import type { Journal, JournalEntry, JournalRecord } from './records.ts';

/** The journal's first entry: format version, tool, run and machine. */
export type JournalHeader = Extract<JournalEntry, { type: 'journal' }>;

export interface JournalWriter extends Journal {
  /** The first write that failed, for example on a full disk; nothing is written after it. Null if none failed. */
  readonly failure: Error | null;
  /** Later appends are ignored. */
  close(): void;
}

/**
 * Opens a run's journal, which must not exist yet, and writes its header. Each append is one synchronous
 * write, so that a killed process loses nothing that it appended.
 * @param onRecord called with each record after it was written, in the form that a reader returns
 * @throws the system's error if the file can't be created
 */
export function openJournal(
  file: string,
  header: JournalHeader,
  clock: Clock,
  onRecord: (record: JournalRecord) => void = () => {},
): JournalWriter {
  const fd = openSync(file, 'ax');
  let failure: Error | null = null;
  let closed = false;

  const append = (entry: JournalEntry) => {
    if (closed || failure) return;
    const record: JournalRecord = { atUs: Math.round(clock.nowUs()), ...entry };
    try {
      writeWhole(fd, Buffer.from(`${JSON.stringify(record)}\n`));
    } catch (error) {
      // Nothing may follow half a line, because a reader stops there.
      failure = error instanceof Error ? error : new Error(String(error));
      return;
    }
    onRecord(record);
  };

  append(header);
  return {
    append,
    get failure() {
      return failure;
    },
    close() {
      if (closed) return;
      closed = true;
      closeSync(fd);
    },
  };
}

/** Writes all of it, even if the system accepts it in parts. @throws the system's error */
export function writeWhole(fd: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.byteLength) written += writeSync(fd, bytes, written);
}
