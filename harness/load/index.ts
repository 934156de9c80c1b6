import { join } from 'node:path';
import type { Clock } from '../journal/clock.ts';
import type { Journal } from '../journal/records.ts';
import { laneSeed } from '../plan/arrivals.ts';
import { laneKinds } from '../scenario/load/lane-kinds.ts';
import type { AnyLaneKind, Arrival } from '../scenario/scenario.ts';
import type { LaneAccount, LaneJob, LaneStatus, WorkerJob } from './lanes/messages.ts';
import { type LanePlan, refuseForeign, requestJob, sampleFile } from './lanes/plan.ts';
import { openLoadThread } from './threads/load-thread.ts';

export { type CapacityOptions, capacity } from './autocannon/capacity.ts';
export { type FirstAnswer, firstRequest } from './first-request.ts';
export type { LanePlan } from './lanes/plan.ts';

export interface LoadOptions {
  readonly lanes: readonly LanePlan[];
  /** The run's samples folder, which exists. */
  readonly folder: string;
  readonly journal: Journal;
  readonly clock: Clock;
  /**
   * Of the open lanes: the same schedule for each, except its rate and its seed. One random arrival in each
   * slot by default.
   */
  readonly arrival?: Arrival;
  readonly seed: number;
  /** Timeout of one request, from its intended start. */
  readonly timeoutMs: number;
  /** Slower than this counts as bad in `live()`. */
  readonly slowMs: number;
}

/**
 * One second of a lane, for the live view: `ratePerS` and percentiles (NaN without responses) are of that
 * second, counts of the whole run.
 */
export type LiveLane = LaneStatus;

/** Running load. Disposal stops it. */
export interface RunningLoad extends AsyncDisposable {
  /** The latest figures of every lane; empty before the first second. */
  live(): readonly LiveLane[];
  /** Never resolves. @throws RehearsalError `harness-failed` if a worker dies or samples can't be written */
  readonly failed: Promise<never>;
  /**
   * Schedules nothing more, lets requests in flight end (for a timeout by default, or `graceMs`), cancels the
   * rest, writes the remaining samples and journals each lane's account. Idempotent; never throws.
   */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
}

const openWorker = new URL('./open-worker.ts', import.meta.url);
const closedWorker = new URL('./autocannon/closed-worker.ts', import.meta.url);

/** A request in flight may end a moment after its deadline. */
const slackMs = 500;

/**
 * Opens every lane in worker threads (the closed ones separately) and journals their schedules.
 * @throws RehearsalError `usage` for an address off this machine, `harness-failed` if a worker can't start
 */
export async function openLoad(options: LoadOptions): Promise<RunningLoad> {
  for (const { url } of options.lanes) refuseForeign(url);
  const jobs = options.lanes.map((plan, at) => laneJob(plan, at, options));
  const shared: Omit<WorkerJob, 'lanes'> = {
    originNs: options.clock.originNs,
    timeoutMs: options.timeoutMs,
    slowMs: options.slowMs,
    nameCounter: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  const open = jobs.filter(({ kind }) => laneKinds[kind].openLoop);
  const closed = jobs.filter(({ kind }) => !laneKinds[kind].openLoop);
  for (const [at, plan] of options.lanes.entries()) journalLane(options.journal, plan, jobs[at]);

  const threads = [
    ...(open.length ? [openLoadThread(openWorker, { ...shared, lanes: open }, options.journal)] : []),
    ...(closed.length ? [openLoadThread(closedWorker, { ...shared, lanes: closed }, options.journal)] : []),
  ];
  let stopping: Promise<void> | undefined;
  const stop: RunningLoad['stop'] = ({ graceMs = options.timeoutMs + slackMs } = {}) => {
    stopping ??= Promise.all(threads.map((thread) => thread.stop(graceMs))).then((accounts) => {
      for (const account of accounts.flat()) journalAccount(options.journal, account);
    });
    return stopping;
  };
  try {
    await Promise.all(threads.map((thread) => thread.opened));
  } catch (error) {
    await stop({ graceMs: 0 });
    throw error;
  }
  const failed = Promise.race(threads.map((thread) => thread.failed));
  failed.catch(() => {});
  return {
    live: () => threads.flatMap((thread) => thread.status()),
    failed,
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}

function laneJob(
  plan: LanePlan,
  at: number,
  { seed, folder, arrival = { pattern: 'random' } }: LoadOptions,
): LaneJob {
  const file = join(folder, sampleFile(plan));
  return { ...requestJob(plan), arrival, seed: laneSeed(seed, at), file };
}

/** Maximum number of a lane's connections; null: as many as it needs. */
const limits: Readonly<Record<AnyLaneKind, (job: LaneJob) => number | null>> = {
  reused: ({ limit }) => limit,
  fresh: () => null,
  stream: ({ connections }) => connections,
  closed: ({ connections }) => connections,
};

function journalLane(journal: Journal, plan: LanePlan, job: LaneJob | undefined): void {
  const { target, lane, kind, ratePerS, protocol } = plan;
  const { openLoop, keepsConnections } = laneKinds[kind];
  const connections = keepsConnections ? (job?.connections ?? null) : null;
  const limit = job === undefined ? null : limits[kind](job);
  const schedule = !openLoop || job === undefined ? null : { pattern: job.arrival.pattern, seed: job.seed };
  const file = sampleFile(plan);
  const wire = { protocol, tls: plan.url.protocol === 'https:' };
  journal.append({ type: 'lane', target, lane, file, ratePerS, kind, ...wire, connections, limit, schedule });
}

function journalAccount(journal: Journal, { inFlight, ...account }: LaneAccount): void {
  const { target, lane } = account;
  if (inFlight > 0) journal.append({ type: 'in-flight', target, lane, count: inFlight });
  journal.append({ type: 'lane-end', ...account });
}
