import type { RunResult } from '../../../command/commands.ts';
import type { RollEvent } from '../../cluster.ts';
import type { KopsCli, KopsRunOptions } from '../cli/kops-cli.ts';
import { readLine } from '../read-line.ts';
import { lineQueue } from './line-queue.ts';

/** What a command of a roll reads, and what ends it early. */
export type SendOptions = Pick<KopsRunOptions, 'input' | 'interrupt'>;

/**
 * Runs a command of a roll, and yields its begin, its lines as they come and its end. Only the lines of `rolling-update` are
 * yielded: those of the other commands, which touch no node, are in the run directory's cluster folder alone.
 * @returns what it ended with, whatever its exit code, also where it was interrupted
 */
export async function* send(
  kops: KopsCli,
  args: readonly string[],
  signal: AbortSignal,
  { input, interrupt }: SendOptions = {},
): AsyncGenerator<RollEvent, RunResult> {
  const command = ['kops', ...args];
  const lines = lineQueue();
  yield { type: 'roll-command', command, edge: 'begin' };
  const options: KopsRunOptions = {
    ...{ signal, onLine: lines.push },
    ...(input !== undefined && { input }),
    ...(interrupt !== undefined && { interrupt }),
  };
  const done = kops.attempt(args, options).finally(lines.end);
  // It is awaited below; until then a rejection would count as unhandled.
  done.catch(() => {});
  for await (const text of lines)
    if (args[0] === 'rolling-update')
      yield { type: 'roll-line', command: 'kops', ...readLine(text, kops.scope.clone), text };
  try {
    const result = await done;
    const { exitCode } = result;
    yield {
      type: 'roll-command',
      command,
      edge: 'end',
      exitCode,
      outcome: exitCode === 0 ? 'done' : interrupt?.aborted ? 'aborted' : 'failed',
    };
    return result;
  } catch (error) {
    const outcome = signal.aborted ? 'aborted' : 'failed';
    yield { type: 'roll-command', command, edge: 'end', outcome };
    throw error;
  }
}
