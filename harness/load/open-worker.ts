import { parentPort, workerData } from 'node:worker_threads';
import { clockFrom } from '../journal/clock.ts';
import type { LaneKind } from '../scenario/scenario.ts';
import { loadHostMeter } from './host/meter.ts';
import { requestRealtimePriority } from './host/priority.ts';
import type { OpenLaneJob, WorkerJob, WorkerMessage } from './lanes/messages.ts';
import { openLane } from './open/open-lane.ts';
import { pace } from './open/pacer.ts';
import { openStreamLane } from './streams/stream-lane.ts';
import { serveLoad } from './threads/serve.ts';

const openers: Readonly<Record<LaneKind, typeof openLane>> = {
  reused: openLane,
  fresh: openLane,
  stream: openStreamLane,
};

/** Time for the start before the first slot begins. */
const leadUs = 20_000;

/** The thread of the open-loop lanes and the control lane: one schedule, one machine's lag, one event loop. */
if (parentPort) {
  const job = workerData as WorkerJob<OpenLaneJob>;
  const refused = requestRealtimePriority();
  const how = refused === null ? 'with real-time priority' : `without real-time priority: ${refused}`;
  const entry = { type: 'note', message: `requests are sent ${how}` } as const;
  parentPort.postMessage({ type: 'journal', entry } satisfies WorkerMessage);
  serveLoad(parentPort, job, (lanes) => {
    const clock = clockFrom(job.originNs);
    const meter = loadHostMeter(clock);
    const startUs = clock.nowUs() + leadUs;
    const open = lanes.map(({ job, context }) =>
      openers[job.kind](job, { ...context, startUs, onLag: meter.lag }),
    );
    const endPacing = pace(
      open,
      lanes.map(({ job }) => job),
      startUs,
      clock,
    );
    return {
      lanes: open,
      everySecond: () => [meter.take()],
      close() {
        endPacing();
        meter.close();
      },
    };
  });
}
