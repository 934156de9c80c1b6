import { asRehearsalError } from '../errors.ts';
import { warningLine } from '../scenario/load-scenario.ts';
import { loadChecked } from './load-checked.ts';
import { printable, printableLines } from './terminal-text.ts';

/**
 * Checks scenario files without running them: prints a line for each valid one, and all mistakes of the
 * others. Returns the exit code: 0, or 2 if any file has a mistake. Throws only for faults of the harness.
 */
export async function validateFiles(
  files: readonly string[],
  sets: readonly string[],
  out: { write(line: string): void },
): Promise<number> {
  let exitCode = 0;
  for (const file of files) {
    try {
      const { warnings } = await loadChecked(file, sets);
      for (const warning of warnings) out.write(printable(warningLine(file, warning)));
      out.write(printable(`${file}: ok`));
    } catch (thrown) {
      const error = asRehearsalError(thrown);
      if (error.code !== 'scenario-invalid' && error.code !== 'scenario-unreadable') throw thrown;
      out.write(printableLines(error.message));
      exitCode = error.exitCode;
    }
  }
  return exitCode;
}
