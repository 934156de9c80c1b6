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

/** When a thread could not do what was due, in µs. Null: not measured. */
export interface ThreadPauses {
  readonly loopMaxUs: number;
  readonly loopP99Us: number | null;
  /** In garbage collections, all together. */
  readonly gcUs: number | null;
  /** The longest one. */
  readonly gcMaxUs: number | null;
}

/** What a line can say of the load, and of the machine and threads that make it. */
export type LoadEntry =
  | {
      readonly type: 'frontdoor';
      readonly settings: string;
      readonly backends: readonly string[];
      readonly urls: Readonly<Record<string, string>>;
    }
  /** Connections of a target that failed between the front door and one worker, of all lanes; written about once a second where there were any. */
  | {
      readonly type: 'door';
      readonly fromUs: number;
      readonly toUs: number;
      readonly target: string;
      /** The worker's node; null: no worker could be used. */
      readonly node: string | null;
      /** Could not be made, or broken by the worker's side before it had sent anything. */
      readonly unanswered: number;
      /** Broken by the worker's side after it had sent something. */
      readonly broken: number;
    }
  | { readonly type: 'capacity'; readonly when: 'before' | 'after'; readonly result: CapacityResult }
  /** The name behind a number in the samples' pod and node columns. 0 is "unknown" and never written. */
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
      /** Those that are kept; null for a new one with each request. */
      readonly connections: number | null;
      /** At most so many at a time; null: as many as are needed. */
      readonly limit: number | null;
      /** With rate and the resolved scenario's `load.arrival` it says when each request was due; null for a closed lane, and where that was not written down. */
      readonly schedule: { readonly pattern: Arrival['pattern']; readonly seed: number } | null;
    }
  /** A lane's one request before the baseline. It is in no sample. */
  | {
      readonly type: 'first-request';
      readonly target: string;
      readonly lane: string;
      readonly outcome: SampleOutcome;
      /** 0 without an answer. */
      readonly status: number;
      /** A connection failure is tried again. */
      readonly tries: number;
      readonly tookMs: number;
    }
  /** Requests of a lane that waited for one of its connections, and whose wait ended in that second; none where nothing waited. */
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
  /** One second of the rig's own health: of the thread that keeps the schedule, and of the machine. */
  | ({
      readonly type: 'rig';
      readonly fromUs: number;
      readonly toUs: number;
      readonly lagP99Us: number;
      readonly lagMaxUs: number;
      readonly cpuBusy: number;
      readonly steal: number;
      /** Share of the second in which some task waited for a processor; left out where the kernel does not measure it. */
      readonly cpuPressure?: number;
      /** Tasks that ran or waited at its end, where the kernel does not measure pressure. */
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
