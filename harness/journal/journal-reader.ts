import { readFileSync } from 'node:fs';
import { RehearsalError } from '../errors.ts';
import { type JournalRecord, journalVersion } from './records.ts';
import { upgradeRecords } from './upgrade-records.ts';

/** The readable part of a journal. */
export interface JournalReading {
  /**
   * In the order of writing, in the form of this version. Includes records of unknown types, which later
   * versions may add.
   */
  readonly records: readonly JournalRecord[];
  /** The file ends before its last line does, or contains something that is not a record: the rest is left out. */
  readonly torn: boolean;
  /** What was wrong and where, if torn. */
  readonly problem?: string;
}

const newline = 0x0a;

/**
 * Reads a journal that a kill may have cut off anywhere, of this format or an older one.
 * @throws RehearsalError `run-unreadable` if the file does not exist, or its format is newer than this reader
 */
export function readJournal(file: string): JournalReading {
  const reading = readLines(file);
  const [header] = reading.records;
  if (header?.type !== 'journal' || header.version === journalVersion) return reading;
  return { ...reading, records: upgradeRecords(reading.records, header.version) };
}

function readLines(file: string): JournalReading {
  const bytes = readContent(file);
  const records: JournalRecord[] = [];
  const stop = (problem: string): JournalReading => ({ records, torn: true, problem });

  for (let start = 0; start < bytes.length; ) {
    const line = records.length + 1;
    const end = bytes.indexOf(newline, start);
    if (end === -1) return stop(`line ${line} ends in the middle`);
    const record = recordIn(bytes.toString('utf8', start, end));
    if (record === null) return stop(`line ${line} is not a journal record`);
    if (line === 1) {
      if (record.type !== 'journal') return stop('line 1 is not the header of a journal');
      refuseNewer(file, record.version);
    }
    records.push(record);
    start = end + 1;
  }
  return records.length === 0 ? stop('the journal is empty') : { records, torn: false };
}

function readContent(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new RehearsalError('run-unreadable', `${file} can't be read`, { cause: error });
  }
}

/** Checks only what every reader relies on; otherwise the writer is trusted. */
function recordIn(line: string): JournalRecord | null {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is JournalRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'atUs' in value &&
    typeof value.atUs === 'number'
  );
}

function refuseNewer(file: string, version: number): void {
  if (version <= journalVersion) return;
  throw new RehearsalError(
    'run-unreadable',
    `${file} has format version ${version}; this tool reads up to ${journalVersion}`,
    { hint: 'Read it with the version of the tool that wrote it, or a later one.' },
  );
}
