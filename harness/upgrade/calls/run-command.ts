import { RehearsalError } from '../../errors.ts';
import type { CommandCall } from '../../scenario/calls/user-call.ts';
import type { CallMeans, CallResult } from './call.ts';
import { findJsonMismatch } from './find-json.ts';

/** Every exit code is an answer. */
const everyExitCode = Array.from({ length: 255 }, (_, index) => index + 1);

/** Runs a command without a shell, and compares its exit code and standard output. See `runCall`. */
export async function runCommand(
  { command, exitCode, json, timeoutMs }: CommandCall,
  { commands, env }: Pick<CallMeans, 'commands' | 'env'>,
  signal: AbortSignal,
): Promise<CallResult> {
  const [program, ...args] = command;
  try {
    const done = await commands.run(program, args, { env, timeoutMs, signal, accept: everyExitCode });
    if (done.exitCode !== exitCode) {
      const last = findLastLine(done.stderr) || findLastLine(done.stdout);
      const words = `exit code ${done.exitCode} instead of ${exitCode}${last && `: ${last}`}`;
      return { ok: false, words };
    }
    const mismatch = json === null ? null : findJsonMismatch(done.stdout, json);
    return { ok: mismatch === null, words: mismatch ?? `exit code ${done.exitCode}` };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RehearsalError) || error.code !== 'command-failed') throw error;
    return { ok: false, words: error.message };
  }
}

const longestLine = 300;

const findLastLine = (output: string): string =>
  (output.trimEnd().split('\n').at(-1) ?? '').trim().slice(0, longestLine);
