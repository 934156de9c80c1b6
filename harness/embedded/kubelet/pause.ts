import { setTimeout as sleep } from 'node:timers/promises';

/** 24 days. A timer of Node's that is longer fires at once: a grace period or probe of months must not. */
const longestMs = 2 ** 31 - 1;

/** Fires when the time is over. */
export const after = (ms: number): AbortSignal => AbortSignal.timeout(Math.ceil(Math.min(ms, longestMs)));

/** Waits. @returns whether the time is over; false: the signal came first */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await sleep(Math.min(ms, longestMs), undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

/** Waits for something. @returns undefined: the signal came first */
export async function until<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) return undefined;
  const aborted = Promise.withResolvers<undefined>();
  const abort = () => aborted.resolve(undefined);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
