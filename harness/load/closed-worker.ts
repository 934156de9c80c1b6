import { parentPort, workerData } from 'node:worker_threads';
import { clockFrom } from '../journal/clock.ts';
import { openClosedLane } from './closed-lane.ts';
import type { WorkerJob } from './messages.ts';
import { threadMeter } from './rig.ts';
import { serveLoad } from './serve.ts';

/** The thread of the closed lane: its bursts must not delay the open-loop lanes' schedule. */
if (parentPort) {
  const job = workerData as WorkerJob;
  const meter = threadMeter(clockFrom(job.originNs), 'closed');
  serveLoad(parentPort, job, (lanes) => ({
    lanes: lanes.map(({ job, context }) => openClosedLane(job, context)),
    everySecond: () => [meter.take()],
    close: () => meter.close(),
  }));
}
