import type { CapacityResult, Claims, Phase, ProbeKind, ProcessUsage } from '../../journal/records.ts';
import type { ProductionEstimate } from '../../plan/production.ts';
import type { Reason } from '../../reasons/reason.ts';
import type { LaneSummary, LatencyShift } from './latency-figures.ts';
import type { Episode, MechanismName, StepSummary } from './step-figures.ts';

/** The judge's answer, as summary.json holds it. Times are microseconds since the run's start, unless the name says `Ms`. */
export interface Summary {
  /** 1 had titles of mechanisms without their ids; 2 had sentences where `Reason`s are now. */
  readonly version: 3;
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
  /** Every reason, weightiest first; at least one. */
  readonly reasons: readonly Reason[];
  readonly advice: readonly (Recommendation & Advice)[];
  readonly criteria: readonly Criterion[];
  readonly postChecks: readonly PostCheck[];
  /** What the baseline is worth as a reference; null without one. */
  readonly baseline: BaselineSummary | null;
  /** What runs that upgraded nothing say of this one; null where none was noted. */
  readonly noiseFloor: NoiseFloorSummary | null;
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
  /** The load generator and its host; null where nothing was measured of them. */
  readonly loadHost: LoadHostSummary | null;
  /** The machine that the replica shares; null where nothing was measured of it. */
  readonly host: HostSummary | null;
  readonly proves: Proof | null;
  readonly production: ProductionEstimate | null;
  readonly frontDoor: { readonly settings: string; readonly backends: readonly string[] } | null;
  /** What a reader must know before trusting a number: torn files, missing phases, unknown mechanisms. */
  readonly caveats: readonly Reason[];
  /** What the scenario and its manifests were warned of before the run, in the order in which it was printed. */
  readonly warnings: readonly ScenarioWarning[];
}

/** Its file is relative to the scenario's folder; line and column count from 1, null for what no file holds (`--set`). */
export interface ScenarioWarning {
  readonly code: string;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

export type Verdict = 'approve' | 'tune' | 'reject' | 'inconclusive' | 'rehearsed';

export interface Recommendation {
  /** Path in the scenario, as `upgrade.nodes.interval`; or a setting of the workload. */
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  /** The evidence, and how the value was found. A hypothesis until a run with it approves. */
  readonly reasons: readonly Reason[];
}

/** The same in words. */
export interface Advice {
  readonly setting: string;
  readonly from: string;
  readonly to: string;
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
  /** What the evidence shows of the cause: where a probe's limit was missed and, if it shows any, latency's. */
  readonly mechanism?: MechanismName;
  /** Why it is in that state: codes with what was measured. `why` is the same in words. */
  readonly reasons: readonly Reason[];
  readonly why: string;
}

export interface BaselineSummary {
  /** Episodes (of several lanes at one time: one) before and since the upgrade's begin, and the chance of this many or more if the rate were the same. */
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

/** The noise floor that was copied into the run, and what it said. */
export interface NoiseFloorSummary {
  /** Names what two runs must have in common for one's noise to be the other's: a hash of scenario and machine. */
  readonly key: string;
  /** Of the copy's bytes, as noted when the run began. */
  readonly sha256: string;
  /** The copy still has that hash; else it is left out. */
  readonly intact: boolean;
  /** Run ids of the A/A runs: runs that upgraded nothing. */
  readonly runs: readonly string[];
  /** With fewer windows than this it excuses nothing. */
  readonly needed: number;
  readonly compared: readonly (Pick<Criterion, 'id' | 'scope' | 'unit' | 'value'> & {
    /** How many A/A runs have this step, or this role's latency. */
    readonly windows: number;
    /** The most that one of them reached, in the criterion's unit. */
    readonly most: number | null;
    /** A miss that it makes unresolved. */
    readonly excuses: boolean;
  })[];
}

export interface PostCheck {
  readonly id: string;
  readonly ok: boolean | null;
  /** What was found, or why nothing could be looked at. */
  readonly reasons: readonly Reason[];
  /** The reasons in words. */
  readonly detail: string;
}

export interface PhaseSpan {
  readonly phase: Phase;
  readonly fromUs: number;
  /** Null where the record of its end is missing. */
  readonly toUs: number | null;
  readonly outcome: 'done' | 'failed' | 'aborted' | 'unknown';
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

export interface LoadHostSummary {
  readonly lagP99Ms: number;
  readonly lagMaxMs: number;
  readonly cpuBusyMean: number;
  /** Longest stall of a load thread's event loop, and its longest garbage collection; left out where nothing recorded them. */
  readonly loopMaxMs?: number;
  readonly gcMaxMs?: number;
  /** Share of the time in which some task waited for a processor; left out where the kernel does not measure it. */
  readonly cpuPressureMean?: number;
  readonly marked: readonly { readonly fromUs: number; readonly toUs: number; readonly why: Reason }[];
  /** What would disturb the next run less, each with the measured reason. */
  readonly recommendations: readonly Reason[];
}

/** How busy the machine was that the replica's nodes share, and who used it. */
export interface HostSummary {
  readonly measuredS: number;
  /** In which the host may have caused harm: the replica's work took more than ten times as long as on a machine of its own. */
  readonly overloadedS: number;
  /** `saturatedS`: more than twenty times. Null where less than half of it was measured. */
  readonly baseline: { readonly measuredS: number; readonly saturatedS: number } | null;
  /** Of the time in which the replica's threads could have run, the share that they waited for a processor. */
  readonly waitingShare: number;
  readonly overloaded: readonly { readonly fromUs: number; readonly toUs: number }[];
  /** Processors used on average: by the replica with its front door, by this tool, by everything else. */
  readonly cpus: { readonly replica: number; readonly tool: number; readonly outside: number };
  /** Who else used processors, the busiest first. */
  readonly outside: readonly ProcessUsage[];
}

export interface Proof {
  readonly badSteps: number;
  readonly steps: number;
  /** Clopper-Pearson, one-sided 95%. */
  readonly upperBound: number;
}

export type { LaneSummary, LatencyShift, LatencyStats, WindowStats } from './latency-figures.ts';
export type { Episode, MechanismName, StepSummary } from './step-figures.ts';
