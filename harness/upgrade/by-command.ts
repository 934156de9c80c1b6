import type { Cluster, RollEvent, RollOptions } from '../clusters/cluster.ts';
import { RehearsalError } from '../errors.ts';

/**
 * Rolls every node by the provider's commands, and passes on what they do and print. Each command that began also ends.
 * @throws after the last event: what the provider threw, a failed command as `upgrade-failed`; the signal's reason when aborted
 */
export async function* rollByCommand(
  cluster: Pick<Cluster, 'roll'>,
  options: RollOptions,
  signal: AbortSignal,
): AsyncGenerator<RollEvent, void> {
  if (cluster.roll === undefined)
    throw new RehearsalError('harness-failed', 'this provider has no command that rolls its nodes');
  let running: readonly string[] | null = null;
  try {
    for await (const event of cluster.roll(options, signal)) {
      if (event.type === 'roll-command') running = event.edge === 'begin' ? event.command : null;
      yield event;
    }
    signal.throwIfAborted();
  } catch (error) {
    const outcome = signal.aborted ? 'aborted' : 'failed';
    if (running !== null) yield { type: 'roll-command', command: running, edge: 'end', outcome };
    signal.throwIfAborted();
    if (!(error instanceof RehearsalError) || error.code !== 'command-failed') throw error;
    throw new RehearsalError('upgrade-failed', error.message, { cause: error });
  }
}
