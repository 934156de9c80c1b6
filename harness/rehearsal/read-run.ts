import { readFileSync } from 'node:fs';
import { RehearsalError } from '../errors.ts';
import { type JournalReading, readJournal } from '../journal/journal-reader.ts';
import { readResolved } from '../scenario/resolved/resolved-file.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { RunDirectory } from './run-directory.ts';

/** The content of a run directory, in the form of this version whichever version wrote it. */
export interface RunRecords {
  readonly scenario: Scenario;
  readonly journal: JournalReading;
}

/**
 * Reads a run directory of any version of the tool: the only place that converts old formats.
 * @throws RehearsalError `run-unreadable` if it is not a run directory, or of a newer format
 */
export function readRun(directory: RunDirectory): RunRecords {
  return { scenario: readScenario(directory), journal: readJournal(directory.journal) };
}

/** Only its scenario. @throws as `readRun` */
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
