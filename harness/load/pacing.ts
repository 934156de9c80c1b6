import type { Clock } from '../journal/clock.ts';
import { startThread } from './thread.ts';

/** What the pacing thread shares with the thread that sends. */
export interface PacingJob {
  readonly originNs: bigint;
  /** Counts the settings of `wakeUs`: what the thread sleeps on. */
  readonly changes: Int32Array<SharedArrayBuffer>;
  readonly wakeUs: Float64Array<SharedArrayBuffer>;
}

/** An alarm clock for one thread, more exact than its own timers. */
export interface Pacing {
  /** Wake at this time, and at no other. */
  setAlarm(wakeUs: number): void;
  close(): void;
}

/** Starts the pacing thread. @param onAlarm called when it is time, a fraction of a millisecond late */
export function openPacing(clock: Clock, onAlarm: () => void): Pacing {
  const changes = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const wakeUs = new Float64Array(new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  wakeUs[0] = Number.POSITIVE_INFINITY;
  const job: PacingJob = { originNs: clock.originNs, changes, wakeUs };
  const thread = startThread('pacing-worker', job);
  thread.on('message', onAlarm);
  return {
    setAlarm(us) {
      wakeUs[0] = us;
      Atomics.add(changes, 0, 1);
      Atomics.notify(changes, 0);
    },
    close() {
      void thread.terminate();
    },
  };
}
