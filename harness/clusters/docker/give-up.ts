import { abortable } from '../../async/abortable.ts';

/**
 * Settles with the first of: the work, the timeout, an abort. The work itself is not cancelled; a later rejection is ignored.
 * @throws `late` after `withinMs`; the signal's reason when aborted
 */
export async function giveUpAt<T>(
  work: Promise<T>,
  withinMs: number,
  late: Error,
  signal: AbortSignal,
): Promise<T> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(late), withinMs);
  try {
    return await abortable(work, AbortSignal.any([signal, timeout.signal]));
  } finally {
    clearTimeout(timer);
  }
}
