import { basename, dirname, relative, resolve, sep } from 'node:path';
import type { Issue } from '../errors.ts';
import type { Mistake } from './mistakes.ts';

/**
 * An accepted setting that its user should know about first. `validate` prints it, a run prints and journals
 * it, and the report shows it. `code` is stable: scripts may match on it.
 */
export interface Warning extends Issue {
  readonly code: string;
}

/** A warning about the scenario file, before it has a position. */
export interface PathWarning extends Mistake {
  readonly code: string;
}

/**
 * A warning in the journal's form: its file relative to the folder of the scenario, so that it contains no
 * machine's paths.
 */
interface RecordedWarning {
  readonly code: string;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

export function recordedWarning(warning: Warning, scenarioFile: string): RecordedWarning {
  const { code, file, line, column, message } = warning;
  const name =
    file === undefined
      ? basename(scenarioFile)
      : relative(dirname(resolve(scenarioFile)), file)
          .split(sep)
          .join('/');
  return { code, file: name, line, column, message };
}
