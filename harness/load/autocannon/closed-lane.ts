import type { LaneContext, RunningLane } from '../lanes/lane.ts';
import type { LaneJob } from '../lanes/messages.ts';
import { autocannonRequest, startAutocannon } from './client.ts';

/** The maximum of a timer, in seconds: the lane ends when it is stopped. */
const foreverS = 2_000_000;
/** How often autocannon checks whether it was stopped, in milliseconds. */
const lookEveryMs = 100;

/** Between two connections without a response: the interval of a client with 10 requests per second. */
const reconnectMs = 100;

/**
 * autocannon with the lane's connections, limited to its rate: what a runbook's `ab` measures. The sent
 * requests count as scheduled.
 */
export function openClosedLane(job: LaneJob, context: LaneContext): RunningLane {
  const { recorder } = context;
  let opened = 0;
  let sent = 0;
  let ended = 0;
  const { stop, done } = startAutocannon(
    {
      url: job.url,
      ...autocannonRequest(job.request),
      connections: job.connections,
      overallRate: Math.max(1, Math.round(job.ratePerS)),
      duration: foreverS,
      timeoutMs: context.timeoutMs,
      sampleInt: lookEveryMs,
    },
    {
      ...context,
      reconnectMs,
      onOpen() {
        opened += 1;
        return opened;
      },
      onSend() {
        recorder.schedule();
        sent += 1;
        return sent - 1;
      },
      onEnd(exchange) {
        ended += 1;
        recorder.record(exchange);
      },
    },
  );
  return { stop, inFlight: () => sent - ended, close: () => done };
}
