import { readFileSync } from 'node:fs';
import { RehearsalError } from '../errors.ts';
import { type JournalReading, readJournal } from '../journal/journal-reader.ts';
import { readResolved } from '../scenario/resolved/resolved-file.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { RunDirectory } from './run-directory.ts';

/** What a run directory says of the run, in the form of this version whichever version wrote it. */
export interface RunRecords {
  readonly scenario: Scenario;
  readonly journal: JournalReading;
}

/**
 * Reads a run directory of any version of the tool: the one place where old formats become the present one.
 * @throws RehearsalError `run-unreadable` when it is not a run directory, or of a newer format
 */
export function readRun(directory: RunDirectory): RunRecords {
  return { scenario: readScenario(directory), journal: readJournal(directory.journal) };
}

/** Its scenario alone. @throws as `readRun` */
export function readScenario(directory: RunDirectory): Scenario {
  return readResolved(readText(directory), directory.resolved);
}

function readText(directory: RunDirectory): string {
  try {
    return readFileSync(directory.resolved, 'utf8');
  } catch (error) {
    throw new RehearsalError(
      'run-unreadable',
      `${directory.path} is not a run directory: it has no readable scenario.resolved.json`,
      { cause: error },
    );
  }
}
