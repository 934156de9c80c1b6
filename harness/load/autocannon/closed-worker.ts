import { parentPort, workerData } from 'node:worker_threads';
import { clockFrom } from '../../journal/clock.ts';
import { threadMeter } from '../host/meter.ts';
import type { WorkerJob } from '../lanes/messages.ts';
import { serveLoad } from '../threads/serve.ts';
import { openClosedLane } from './closed-lane.ts';

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
