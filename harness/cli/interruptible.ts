import { RehearsalError } from '../errors.ts';
import type { Context } from './context.ts';

/**
 * Works until it is done or the user presses Ctrl-C. @throws RehearsalError `interrupted`, whatever the work
 * does after its abort
 */
export async function runUntilInterrupt<T>(
  context: Pick<Context, 'onInterrupt'>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  using _ = context.onInterrupt(() =>
    stop.abort(
      new RehearsalError('interrupted', 'interrupted by the user', {
        hint: 'Run the same command again to continue.',
      }),
    ),
  );
  const result = await work(stop.signal).catch((error: unknown) => {
    throw stop.signal.aborted ? stop.signal.reason : error;
  });
  stop.signal.throwIfAborted();
  return result;
}
