/**
 * What comes first: the work, its bound, or an abort. Nothing ends the work itself, and its late failure is nobody's.
 * @throws `late` after `withinMs`; the signal's reason when aborted
 */
export async function giveUpAt<T>(
  work: Promise<T>,
  withinMs: number,
  late: Error,
  signal: AbortSignal,
): Promise<T> {
  const { promise: givenUp, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  const timer = setTimeout(() => reject(late), withinMs);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, givenUp]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}
