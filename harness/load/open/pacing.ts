import { Worker } from 'node:worker_threads';
import { programFile } from '../../command/program-file.ts';
import type { Clock } from '../../journal/clock.ts';
import type { LaneJob } from '../lanes/messages.ts';

/** The inputs that determine when a lane's requests are due. */
export type Schedule = Pick<LaneJob, 'arrival' | 'ratePerS' | 'seed'>;

/** The pacing thread's initial data. */
export interface PacingJob {
  readonly originNs: bigint;
  /** When all schedules begin. */
  readonly startUs: number;
  readonly schedules: readonly Schedule[];
  /** Not 0 while the sender is notified and has not reacted yet: it is notified once. */
  readonly notified: Int32Array<SharedArrayBuffer>;
}

const pacingWorker = new URL('./pacing-worker.ts', import.meta.url);

/**
 * Starts a thread that executes the schedules of the lanes. It is more exact than timers of the sending thread.
 * @param onDue called whenever something is due, a fraction of a millisecond late
 * @returns a function that ends it
 */
export function openPacing(
  schedules: readonly Schedule[],
  startUs: number,
  clock: Clock,
  onDue: () => void,
): () => void {
  const notified = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const job: PacingJob = { originNs: clock.originNs, startUs, schedules, notified };
  const thread = new Worker(programFile(pacingWorker), { workerData: job });
  thread.on('message', () => {
    Atomics.store(notified, 0, 0);
    onDue();
  });
  return () => void thread.terminate();
}
