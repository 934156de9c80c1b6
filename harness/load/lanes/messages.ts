import type { JournalEntry } from '../../journal/records.ts';
import type { AnyLaneKind, Arrival, LaneKind, Protocol } from '../../scenario/scenario.ts';
import type { RequestPlan } from '../request/request-plan.ts';

/** A lane in the form that its worker needs: everything in it crosses a thread's border. */
export interface LaneJob {
  readonly target: string;
  readonly lane: string;
  readonly kind: AnyLaneKind;
  readonly protocol: Protocol;
  /** See `LanePlan`; null without TLS. */
  readonly ca: string | null;
  readonly url: string;
  readonly ratePerS: number;
  readonly connections: number;
  /** See `LanePlan`. */
  readonly limit: number | null;
  /** Null: a GET without additional headers. */
  readonly request: RequestPlan | null;
  readonly expectedStatus: number;
  /** Null if any body is accepted. */
  readonly expectedBody: string | null;
  /** Null if no text is required in it. */
  readonly expectedPart: string | null;
  readonly arrival: Arrival;
  readonly seed: number;
  /** Path of its sample file. */
  readonly file: string;
}

/** Of a kind that `load.lanes` can name: its requests are sent when they are due. */
export interface OpenLaneJob extends LaneJob {
  readonly kind: LaneKind;
}

/** A load worker's initial data. */
export interface WorkerJob<Job extends LaneJob = LaneJob> {
  readonly lanes: readonly Job[];
  readonly originNs: bigint;
  /** Timeout of one request, from its intended start. */
  readonly timeoutMs: number;
  /** Slower than this counts as bad in the live view. */
  readonly slowMs: number;
  /** Counts the names so far; shared, so that the numbers of two workers never collide. */
  readonly nameCounter: Int32Array<SharedArrayBuffer>;
}

/**
 * One second of a lane, and its totals. Latencies are of requests with a response that ended in that second;
 * NaN without any.
 */
export interface LaneStatus {
  readonly target: string;
  readonly lane: string;
  readonly scheduled: number;
  readonly failed: number;
  readonly ratePerS: number;
  readonly badLast10s: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
}

/** A lane's closing account. */
export interface LaneAccount {
  readonly target: string;
  readonly lane: string;
  readonly scheduled: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly rows: number;
  /** Requests that were still in flight at the end of the grace period. */
  readonly inFlight: number;
}

export type LoadHostEntry = Extract<JournalEntry, { type: 'load-host' }>;

/** Messages from a load worker. */
export type WorkerMessage =
  | { readonly type: 'opened' }
  | { readonly type: 'journal'; readonly entry: JournalEntry }
  | { readonly type: 'status'; readonly lanes: readonly LaneStatus[] }
  /** A sample file can't be written any more. */
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'closed'; readonly accounts: readonly LaneAccount[] };

/** Message to a load worker: schedule nothing more; requests in flight have this long to end. */
export interface StopMessage {
  readonly type: 'stop';
  readonly graceMs: number;
}
