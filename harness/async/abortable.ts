/**
 * Settles with the work, or as soon as the signal aborts. The work itself is not cancelled; its later rejection is ignored.
 * @throws the signal's reason when aborted
 */
export async function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Like `abortable`, for work whose abort is no error.
 * @returns undefined when the signal aborted first
 * @throws the work's error before the abort
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await abortable(work, signal);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
