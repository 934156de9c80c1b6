import { setTimeout as sleep } from 'node:timers/promises';

/** 24 days: a longer timer of Node's fires at once. */
export const longestTimerMs = 2 ** 31 - 1;

/** Waits. @throws the signal's reason when aborted */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  try {
    await sleep(Math.min(ms, longestTimerMs), undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** Waits, for loops that end with the signal. @returns whether the time has elapsed; false: the signal aborted first */
export async function pauseUnlessAborted(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await pause(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** Aborts when the time has elapsed. */
export const timeoutSignal = (ms: number): AbortSignal =>
  AbortSignal.timeout(Math.ceil(Math.min(ms, longestTimerMs)));
