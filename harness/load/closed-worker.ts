import { parentPort, workerData } from 'node:worker_threads';
import { openClosedLane } from './closed-lane.ts';
import type { WorkerJob } from './messages.ts';
import { serveLoad } from './serve.ts';

/** The thread of the closed lane: its bursts must not delay the open-loop lanes' schedule. */
if (parentPort) {
  serveLoad(parentPort, workerData as WorkerJob, (lanes) => ({
    lanes: lanes.map(({ job, context }) => openClosedLane(job, context)),
    everySecond: () => [],
    close() {},
  }));
}
