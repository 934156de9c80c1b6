import { parentPort, workerData } from 'node:worker_threads';
import { clockFrom } from '../journal/clock.ts';
import type { PacingJob } from './pacing.ts';

/**
 * Sleeps until the sender wants to be woken, and wakes it. A sleep in `Atomics.wait` ends within fractions of a
 * millisecond; a timer of the event loop counts in whole ones. It never comes back to its own event loop: who started
 * it ends it.
 */
if (parentPort) {
  const { originNs, changes, wakeUs } = workerData as PacingJob;
  const clock = clockFrom(originNs);
  for (;;) {
    const seen = Atomics.load(changes, 0);
    const sleepMs = ((wakeUs[0] as number) - clock.nowUs()) / 1000;
    if (sleepMs > 0 && Atomics.wait(changes, 0, seen, sleepMs) !== 'timed-out') continue;
    parentPort.postMessage(null);
    // Until the sender has said what it wants next.
    Atomics.wait(changes, 0, seen);
  }
}
