import type { RehearsalError } from '../errors.ts';
import type { Output } from './context.ts';
import { printableLines } from './terminal-text.ts';

/** Prints an error: what happened, its code, what to do. */
export function printError(stderr: Output, error: RehearsalError): void {
  stderr.write(
    `error: ${printableLines(error.message)}\n  code: ${error.code} (exit ${error.exitCode})\n  do:   ${printableLines(error.hint)}\n`,
  );
}
