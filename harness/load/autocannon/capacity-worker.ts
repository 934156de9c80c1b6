import { parentPort, workerData } from 'node:worker_threads';
import { build } from 'hdr-histogram-js';
import { clockFrom } from '../../journal/clock.ts';
import type { CapacityResult } from '../../journal/records.ts';
import { outcomes } from '../../journal/samples.ts';
import type { RequestPlan } from '../request/request-plan.ts';
import { autocannonRequest, startAutocannon } from './client.ts';

/** Settings of a capacity run; everything in it crosses a thread's border. */
export interface CapacityJob {
  readonly url: string;
  /** Null: a GET without additional headers. */
  readonly request: RequestPlan | null;
  readonly connections: number;
  readonly requests: number;
  readonly timeoutMs: number;
  /** Ends the run if the requests have not ended by then. */
  readonly withinMs: number;
}

/** One uncapped closed-loop run, as `ab -n requests -c connections`. */
async function measure(job: CapacityJob): Promise<CapacityResult> {
  const clock = clockFrom();
  // autocannon's own figures are per sampling tick; these are per request, in microseconds.
  const latencies = build({ highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3 });
  const counts = { requests: 0, errors: 0, non2xx: 0 };
  let lastUs = 0;
  const { stop, done } = startAutocannon(
    {
      url: job.url,
      ...autocannonRequest(job.request),
      connections: job.connections,
      amount: job.requests,
      timeoutMs: job.timeoutMs,
    },
    {
      clock,
      names: { assignNumber: () => 0 },
      expected: { status: 200, body: null, part: null },
      reconnectMs: 0,
      onOpen: () => 0,
      onSend: () => 0,
      onEnd({ outcome, status, intendedUs, endUs }) {
        if (outcome === outcomes.cancelled) return;
        counts.requests += 1;
        lastUs = endUs;
        if (status === 0) counts.errors += 1;
        else latencies.recordValue(Math.round(endUs - intendedUs));
        if (status !== 0 && (status < 200 || status > 299)) counts.non2xx += 1;
      },
    },
  );
  const tooLong = setTimeout(stop, job.withinMs);
  await done;
  clearTimeout(tooLong);

  const answered = latencies.totalCount;
  const percentileMs = (share: number) => (answered === 0 ? 0 : latencies.getValueAtPercentile(share) / 1000);
  return {
    ...counts,
    connections: job.connections,
    durationMs: lastUs / 1000,
    ratePerS: lastUs === 0 ? 0 : answered / (lastUs / 1e6),
    p50Ms: percentileMs(50),
    p90Ms: percentileMs(90),
    p99Ms: percentileMs(99),
    maxMs: answered === 0 ? 0 : latencies.maxValue / 1000,
  };
}

if (parentPort) parentPort.postMessage(await measure(workerData as CapacityJob));
