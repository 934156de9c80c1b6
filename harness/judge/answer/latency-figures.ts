import type { Role } from '../../journal/records.ts';
import type { AnyLaneKind } from '../../scenario/scenario.ts';

/** Of requests with a response; null if there were none. */
export interface LatencyStats {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** 95% interval of p99 by order statistics, in ms; absent if there are too few responses. */
  readonly p99Ci?: readonly [number, number];
}

/** How one lane's latency moved from the baseline to the whole upgrade, or to one role's steps. */
export interface LatencyShift {
  readonly target: string;
  readonly lane: string;
  readonly of: 'upgrade' | Role;
  /** Length of the batches that the intervals come from, in seconds. */
  readonly batchS: number;
  readonly points: readonly {
    /** As a share: 0.9 is p90. */
    readonly p: number;
    /** Of all good responses; null if there were none. */
    readonly baselineMs: number | null;
    readonly afterMs: number | null;
    /** Ratio of the batches' geometric means, less 1, with its two-sided 90% interval; null with too few batches. */
    readonly ratio: number | null;
    readonly ci: readonly [number, number] | null;
  }[];
}

export interface WindowStats {
  readonly fromUs: number;
  readonly toUs: number;
  readonly scheduled: number;
  readonly failed: number;
  readonly slow: number;
  readonly latency: LatencyStats | null;
}

export interface LaneSummary {
  readonly target: string;
  readonly lane: string;
  readonly kind: AnyLaneKind;
  readonly role: 'judged' | 'control' | 'shown';
  readonly ratePerS: number;
  /** 1 / rate. */
  readonly resolutionMs: number;
  /** How many connections it used, over the whole run. */
  readonly connections: number;
  /**
   * Requests that waited for one of the lane's own connections, because the scenario allows no more; absent
   * if none did.
   */
  readonly waited?: {
    readonly requests: number;
    /** Numbers of the first and the last of them. */
    readonly firstSeq: number;
    readonly lastSeq: number;
    readonly fromUs: number;
    readonly toUs: number;
    readonly longestMs: number;
    readonly totalMs: number;
  };
  readonly accounting: {
    readonly scheduled: number;
    readonly outcomes: Readonly<Record<string, number>>;
    /** scheduled = sum of outcomes = rows read. */
    readonly complete: boolean;
    readonly torn: boolean;
  };
  readonly baseline: WindowStats | null;
  readonly upgrade: WindowStats | null;
  readonly recovery: WindowStats | null;
  /** By step index. */
  readonly steps: readonly (WindowStats | null)[];
}
