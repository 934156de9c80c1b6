import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Starts a worker of this folder: the source where this runs from source, the compiled file where it was built. */
export function startThread(
  name: 'worker' | 'closed-worker' | 'capacity-worker' | 'pacing-worker',
  workerData: unknown,
): Worker {
  return new Worker(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url), { workerData });
}
