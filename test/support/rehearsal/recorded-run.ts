import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type RunDirectory, runDirectoryAt } from '../../../harness/rehearsal/run-directory.ts';

/** A real run, reduced: see its README. */
export const recorded = fileURLToPath(new URL('../../fixtures/recorded-patch-roll', import.meta.url));

/** A copy of the recorded run that a test may shorten and report on. */
export function copyOfRecorded(folder: string): RunDirectory {
  const path = join(folder, 'run');
  cpSync(recorded, path, { recursive: true });
  return runDirectoryAt(path);
}

/** Every file of `derived/`, by name. */
export function derivedFiles({ derived }: RunDirectory): Record<string, string> {
  const names = readdirSync(derived).sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(derived, name), 'utf8')]));
}
