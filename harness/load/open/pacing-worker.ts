import { parentPort, workerData } from 'node:worker_threads';
import { clockFrom } from '../../journal/clock.ts';
import { createArrivals } from '../../plan/arrivals.ts';
import type { PacingJob } from './pacing.ts';

/**
 * Sleeps until the next request of any lane is due, and wakes the sender. A sleep in `Atomics.wait` ends
 * within fractions of a millisecond; a timer of the event loop has whole milliseconds. It never returns to
 * its own event loop: the thread that started it ends it.
 */
if (parentPort) {
  const { originNs, startUs, schedules, notified } = workerData as PacingJob;
  const clock = clockFrom(originNs);
  const lanes = schedules.map(({ arrival, ratePerS, seed }) => {
    const arrivals = createArrivals(arrival, ratePerS, seed);
    return { arrivals, dueUs: startUs + arrivals.next() };
  });
  const never = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (;;) {
    const next = lanes.reduce((first, lane) => (lane.dueUs < first.dueUs ? lane : first));
    const sleepMs = (next.dueUs - clock.nowUs()) / 1000;
    if (sleepMs > 0) Atomics.wait(never, 0, 0, sleepMs);
    next.dueUs = startUs + next.arrivals.next();
    if (Atomics.exchange(notified, 0, 1) === 0) parentPort.postMessage(null);
  }
}
