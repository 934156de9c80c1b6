import type {
  Action,
  CapacityResult,
  Claims,
  KnownFrom,
  Phase,
  ProbeKind,
  Role,
} from '../journal/records.ts';
import type { ProductionEstimate } from '../plan/production.ts';
import type { LaneKind } from '../scenario/scenario.ts';

/** The judge's answer, as summary.json holds it. Times are microseconds since the run's start, unless the name says `Ms`. */
export interface Summary {
  readonly version: 1;
  readonly tool: string;
  readonly runId: string;
  readonly scenario: string;
  /** Wall clock at the run's start, ISO 8601, UTC. */
  readonly startedAt: string;
  readonly provider: string;
  readonly from: string;
  readonly to: string;
  readonly machine: {
    readonly cpus: number;
    readonly memoryBytes: number;
    readonly kernel: string;
    readonly node: string;
  };
  readonly claims: Claims | null;
  /** How long the components of an embedded cluster wait, and why, in words; none for a real one. */
  readonly lags: readonly string[];
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** One sentence: the verdict and its weightiest reason. */
  readonly headline: string;
  /** Every reason, weightiest first. */
  readonly reasons: readonly string[];
  readonly advice: readonly Advice[];
  readonly criteria: readonly Criterion[];
  readonly postChecks: readonly PostCheck[];
  /** What the baseline is worth as a reference; null without one. */
  readonly baseline: BaselineSummary | null;
  readonly phases: readonly PhaseSpan[];
  readonly lanes: readonly LaneSummary[];
  /** How every percentile of the judged lanes moved. */
  readonly shifts: readonly LatencyShift[];
  readonly capacity: { readonly before: CapacityResult | null; readonly after: CapacityResult | null };
  readonly steps: readonly StepSummary[];
  readonly episodes: readonly Episode[];
  readonly probes: readonly ProbeSummary[];
  readonly blind: readonly {
    readonly resource: string;
    readonly fromUs: number;
    readonly toUs: number | null;
    readonly why: string;
  }[];
  readonly rig: RigSummary | null;
  readonly proves: Proof | null;
  readonly production: ProductionEstimate | null;
  readonly frontDoor: { readonly settings: string; readonly backends: readonly string[] } | null;
  /** What a reader must know before trusting a number: torn files, missing phases, unknown mechanisms. */
  readonly caveats: readonly string[];
}

export type Verdict = 'approve' | 'tune' | 'reject' | 'inconclusive' | 'rehearsed';

export interface Advice {
  /** Path in the scenario, as `upgrade.nodes.interval`; or a setting of the workload. */
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  /** With the evidence and the formula. A hypothesis until a run with it approves. */
  readonly why: string;
}

export interface Criterion {
  readonly id: string;
  readonly scope: {
    readonly lane?: string;
    readonly target?: string;
    readonly step?: string;
    readonly probe?: string;
  };
  readonly unit: string;
  readonly state: 'met' | 'missed' | 'unresolved';
  readonly value: number | null;
  readonly limit: number;
  readonly ci?: readonly [number, number];
  readonly why: string;
}

export interface BaselineSummary {
  /** Episodes (of several lanes at one time: one) before and since the upgrade's begin, and the chance of so many or more were the rate one. */
  readonly contamination: {
    readonly before: number;
    readonly beforeS: number;
    readonly after: number;
    readonly afterS: number;
    readonly chance: number;
  } | null;
  /** Where p90 moved within the baseline: ratios less 1, with 99% intervals that leave out 0. */
  readonly trends: readonly {
    readonly target: string;
    readonly lane: string;
    readonly kind: 'drift' | 'warm-up';
    readonly ratio: number;
    readonly ci: readonly [number, number];
  }[];
}

export interface PostCheck {
  readonly id: string;
  readonly ok: boolean | null;
  readonly detail: string;
}

export interface PhaseSpan {
  readonly phase: Phase;
  readonly fromUs: number;
  /** Null where the record of its end is missing. */
  readonly toUs: number | null;
  readonly outcome: 'done' | 'failed' | 'aborted' | 'unknown';
}

/** Of answered requests; null where there were none. */
export interface LatencyStats {
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** 95% interval of p99 by order statistics, in ms; left out where there are too few answers for one. */
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
    /** Of all right answers; null where there were none. */
    readonly baselineMs: number | null;
    readonly afterMs: number | null;
    /** Ratio of the batches' geometric means, less 1, with its two-sided 90% interval; null where batches are too few. */
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
  readonly kind: LaneKind | 'closed';
  readonly role: 'judged' | 'control' | 'shown';
  readonly ratePerS: number;
  /** 1 / rate. */
  readonly resolutionMs: number;
  /** How many connections it used, over the whole run. */
  readonly connections: number;
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

export interface StepSummary {
  readonly index: number;
  readonly repeat: number;
  readonly node: string;
  readonly role: Role;
  /** `worker-2 (worker, step 3 of 3)`: how text names it. */
  readonly title: string;
  readonly outcome: 'done' | 'failed' | 'aborted' | 'unknown';
  readonly window: {
    readonly fromUs: number;
    readonly toUs: number;
    readonly fromKnownFrom: KnownFrom;
    readonly toKnownFrom: KnownFrom;
  };
  readonly actions: readonly {
    readonly action: Action;
    readonly fromUs: number;
    readonly toUs: number | null;
    readonly outcome: string;
    readonly detail: string | null;
  }[];
  /** From uncordon or replacement until recovered; null when it was not seen to recover. */
  readonly settledMs: number | null;
  readonly overlapped: boolean;
  readonly worst: { readonly target: string; readonly lane: string; readonly badMs: number } | null;
  readonly episodes: readonly string[];
}

export interface Episode {
  /** `E1`, `E2`, … in order of time. */
  readonly id: string;
  readonly target: string;
  readonly lane: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** From the previous good to the next good intended start. */
  readonly spanMs: number;
  /** The longest run in which every 100 ms (at least 10 slots) is at least half bad. */
  readonly coreMs: number;
  /** Share of bad slots. */
  readonly depth: number;
  /** bad / rate, in ms of load. */
  readonly weightMs: number;
  readonly bad: number;
  readonly slots: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly pods: readonly string[];
  readonly phase: Phase | null;
  /** Index of the step it overlaps or is charged to. */
  readonly step: number | null;
  readonly action: Action | null;
  readonly mechanism: string;
  readonly evidence: readonly string[];
}

export interface ProbeSummary {
  readonly probe: ProbeKind;
  readonly source: string;
  readonly count: number;
  readonly failed: number;
  readonly longestMs: number;
  readonly outages: readonly {
    readonly fromUs: number;
    readonly toUs: number;
    readonly failed: number;
    readonly step: number | null;
  }[];
}

export interface RigSummary {
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
  readonly cpuBusyMean: number;
  /** Longest stall of a load thread's event loop, and its longest garbage collection; left out where nothing recorded them. */
  readonly loopMaxMs?: number;
  readonly gcMaxMs?: number;
  /** Share of the time in which some task waited for a processor; left out where the kernel does not measure it. */
  readonly cpuPressureMean?: number;
  readonly marked: readonly { readonly fromUs: number; readonly toUs: number; readonly why: string }[];
  /** What would disturb the next run less, each with the measured reason. */
  readonly remedies: readonly string[];
}

export interface Proof {
  readonly badSteps: number;
  readonly steps: number;
  /** Clopper-Pearson, one-sided 95%. */
  readonly upperBound: number;
}
