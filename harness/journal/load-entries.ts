import type { AnyLaneKind, Arrival, Protocol } from '../scenario/scenario.ts';
import type { SampleOutcome } from './samples.ts';

/** Latency percentiles of one autocannon run, in milliseconds. */
export interface CapacityResult {
  readonly requests: number;
  readonly connections: number;
  readonly durationMs: number;
  readonly ratePerS: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly errors: number;
  readonly non2xx: number;
}

/** How long a thread could not run its due work, in µs. Null: not measured. */
export interface ThreadPauses {
  readonly loopMaxUs: number;
  readonly loopP99Us: number | null;
  /** Total of garbage collections. */
  readonly gcUs: number | null;
  /** The longest one. */
  readonly gcMaxUs: number | null;
}

/** Journal entries about the load, and about the machine and threads that generate it. */
export type LoadEntry =
  | {
      readonly type: 'frontdoor';
      /** What takes the load, and why; absent where the cluster had no choice to make: a proxy of this tool. */
      readonly kind?: 'load-balancer' | 'proxy';
      readonly why?: string;
      readonly settings: string;
      readonly backends: readonly string[];
      readonly urls: Readonly<Record<string, string>>;
    }
  /**
   * Connections of a target that failed between the front door and one worker, of all lanes; written about
   * once a second if there were any.
   */
  | {
      readonly type: 'door';
      readonly fromUs: number;
      readonly toUs: number;
      readonly target: string;
      /** The worker's node; null: no worker was available. */
      readonly node: string | null;
      /** Connection failures, and connections that the worker's side broke before it had sent anything. */
      readonly unanswered: number;
      /** Broken by the worker's side after it had sent something. */
      readonly broken: number;
    }
  | { readonly type: 'capacity'; readonly when: 'before' | 'after'; readonly result: CapacityResult }
  /** The name of a number in the samples' pod and node columns. 0 means unknown and is never written. */
  | { readonly type: 'name'; readonly of: 'pod' | 'node'; readonly id: number; readonly name: string }
  /** A lane's opening: its schedule. */
  | {
      readonly type: 'lane';
      readonly target: string;
      readonly lane: string;
      readonly file: string;
      readonly ratePerS: number;
      readonly kind: AnyLaneKind;
      readonly protocol: Protocol;
      readonly tls: boolean;
      /** Kept connections; null if each request opens a new one. */
      readonly connections: number | null;
      /** Maximum number of connections; null: as many as are needed. */
      readonly limit: number | null;
      /**
       * With rate and the resolved scenario's `load.arrival` it determines when each request was due; null
       * for a closed lane, and if it was not recorded.
       */
      readonly schedule: { readonly pattern: Arrival['pattern']; readonly seed: number } | null;
    }
  /** A lane's first request, before the baseline. It is in no sample. */
  | {
      readonly type: 'first-request';
      readonly target: string;
      readonly lane: string;
      readonly outcome: SampleOutcome;
      /** 0 without a response. */
      readonly status: number;
      /** Attempts: a connection failure is retried. */
      readonly tries: number;
      readonly tookMs: number;
    }
  /**
   * Requests of a lane that waited for one of its connections, and whose wait ended in that second; none if
   * nothing waited.
   */
  | {
      readonly type: 'waited';
      readonly target: string;
      readonly lane: string;
      readonly fromUs: number;
      readonly toUs: number;
      readonly requests: number;
      /** Numbers of the first and the last of them. */
      readonly firstSeq: number;
      readonly lastSeq: number;
      readonly longestUs: number;
      readonly totalUs: number;
    }
  /** A lane's closing account: `scheduled` equals the sum of `outcomes`, and the rows in its file. */
  | {
      readonly type: 'lane-end';
      readonly target: string;
      readonly lane: string;
      readonly scheduled: number;
      readonly outcomes: Readonly<Record<string, number>>;
      readonly rows: number;
    }
  /** One second of the load generator host's health: of the thread that keeps the schedule, and of the machine. */
  | ({
      readonly type: 'load-host';
      readonly fromUs: number;
      readonly toUs: number;
      readonly lagP99Us: number;
      readonly lagMaxUs: number;
      readonly cpuBusy: number;
      readonly steal: number;
      /** Share of the second in which some task waited for a processor; absent if the kernel does not measure it. */
      readonly cpuPressure?: number;
      /** Tasks that ran or waited at its end, if the kernel does not measure pressure. */
      readonly runnable?: number;
    } & ThreadPauses)
  /** The same second of a load thread that keeps no schedule: the closed lane's. */
  | ({
      readonly type: 'thread';
      readonly thread: 'closed';
      readonly fromUs: number;
      readonly toUs: number;
    } & ThreadPauses)
  /** Requests in flight when the run was aborted, per lane. */
  | { readonly type: 'in-flight'; readonly target: string; readonly lane: string; readonly count: number };
