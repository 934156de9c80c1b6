import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { programFile } from '../../command/program-file.ts';
import { RehearsalError } from '../../errors.ts';
import type { CapacityResult } from '../../journal/records.ts';
import { refuseForeign } from '../lanes/plan.ts';
import type { RequestPlan } from '../request/request-plan.ts';
import type { CapacityJob } from './capacity-worker.ts';

export interface CapacityOptions {
  /** By default a GET without additional headers. */
  readonly request?: RequestPlan;
  readonly connections: number;
  readonly requests: number;
  /** Timeout of one request. */
  readonly timeoutMs: number;
  /** Timeout of the whole run, even with a dead server; 2 minutes by default. */
  readonly withinMs?: number;
}

const capacityWorker = new URL('./capacity-worker.ts', import.meta.url);

/**
 * autocannon without a rate limit, in a separate thread: that many requests over that many connections. Percentiles are
 * of requests with a response, 0 if there was none. A request that autocannon lost silently counts as an error.
 * @throws RehearsalError `usage` for an address off this machine, `harness-failed` if the thread dies; the signal's
 * reason
 */
export async function capacity(
  url: URL,
  options: CapacityOptions,
  signal: AbortSignal,
): Promise<CapacityResult> {
  refuseForeign(url);
  signal.throwIfAborted();
  const { request = null, connections, requests, timeoutMs, withinMs = 120_000 } = options;
  const job: CapacityJob = { url: url.href, request, connections, requests, timeoutMs, withinMs };
  const thread = new Worker(programFile(capacityWorker), { workerData: job });
  try {
    const died = once(thread, 'exit', { signal }).then(([code]) => {
      throw new Error(`its thread ended with code ${code} and no result`);
    });
    const [result] = (await Promise.race([once(thread, 'message', { signal }), died])) as [CapacityResult];
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw new RehearsalError('harness-failed', 'the capacity run failed', { cause: error });
  } finally {
    await thread.terminate();
  }
}
