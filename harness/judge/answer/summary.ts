import type { CapacityResult, Claims, Phase, ProbeKind } from '../../journal/records.ts';
import type { ProductionEstimate } from '../../plan/production.ts';
import type { Reason } from '../../reasons/reason.ts';
import type { HostSummary, LoadHostSummary } from './host-figures.ts';
import type { LaneSummary, LatencyShift } from './latency-figures.ts';
import type {
  Episode,
  HookSummary,
  MechanismName,
  Proof,
  StepSummary,
  WayBackSummary,
} from './step-figures.ts';

/**
 * The judge's answer, the content of summary.json. Times are microseconds since the run's start, unless the
 * name says `Ms`.
 */
export interface Summary {
  /** Version 1 had titles of mechanisms without ids; version 2 had sentences instead of `Reason`s. */
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
  /** The delays of an embedded cluster's components and their origin, as text; none for a real cluster. */
  readonly lags: readonly string[];
  readonly verdict: Verdict;
  readonly exitCode: number;
  /** One sentence: the verdict and its main reason. */
  readonly headline: string;
  /** Every reason, the main one first; at least one. */
  readonly reasons: readonly Reason[];
  readonly recommendations: readonly (Recommendation & RecommendationText)[];
  readonly criteria: readonly Criterion[];
  readonly postChecks: readonly PostCheck[];
  /** The quality of the baseline as a reference; null without one. */
  readonly baseline: BaselineSummary | null;
  /** The comparison with A/A runs; null if none was recorded. */
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
  /** The load generator and its host; null if not measured. */
  readonly loadHost: LoadHostSummary | null;
  /** The machine that the replica shares; null if not measured. */
  readonly host: HostSummary | null;
  readonly proves: Proof | null;
  readonly production: ProductionEstimate | null;
  /** What production's own tool would be given for the same roll; empty where this tool rolled. */
  readonly commands: readonly string[];
  /** Short names of nodes whose own names say nothing, such as a cloud's ids; absent where names say role and number. */
  readonly nodes?: readonly { readonly name: string; readonly shortName: string }[];
  /** The scenario's hooks, in the order in which they ran; absent where none did. */
  readonly hooks?: readonly HookSummary[];
  /** The roll was ended early and its nodes went back; null: it went to its end. */
  readonly wayBack: WayBackSummary | null;
  readonly frontDoor: FrontDoorSummary | null;
  /** Caveats about the numbers: torn files, missing phases, unknown mechanisms. */
  readonly caveats: readonly Reason[];
  /** Warnings about the scenario and its manifests from before the run, in the order in which they were printed. */
  readonly warnings: readonly ScenarioWarning[];
}

export interface FrontDoorSummary {
  /** With `why`, where the cluster had a choice to make. */
  readonly kind?: 'load-balancer' | 'proxy';
  readonly why?: string;
  readonly settings: string;
  readonly backends: readonly string[];
}

/** Its file is relative to the scenario's folder. Line and column count from 1; null for an override (`--set`). */
export interface ScenarioWarning {
  readonly code: string;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
}

export type Verdict = 'approve' | 'tune' | 'reject' | 'inconclusive' | 'rehearsed';

export interface Recommendation {
  /** Path in the scenario, such as `upgrade.nodes.interval`; or a setting of the workload. */
  readonly setting: string;
  readonly from: string;
  readonly to: string;
  /** The evidence, and how the value was found. A hypothesis until a run with it is approved. */
  readonly reasons: readonly Reason[];
}

/** The same as text. */
export interface RecommendationText {
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
  /** Evidence of the cause: of an exceeded limit of a probe and, if there is any, of latency. */
  readonly mechanism?: MechanismName;
  /** Why it is in that state: codes with measured values. `why` is the same as text. */
  readonly reasons: readonly Reason[];
  readonly why: string;
}

export interface BaselineSummary {
  /**
   * Episodes (simultaneous ones of several lanes count as one) before and since the upgrade's start, and the
   * probability of this many or more at the same rate.
   */
  readonly contamination: {
    readonly before: number;
    readonly beforeS: number;
    readonly after: number;
    readonly afterS: number;
    readonly chance: number;
  } | null;
  /** Where p90 moved within the baseline: ratios less 1, with 99% intervals that exclude 0. */
  readonly trends: readonly {
    readonly target: string;
    readonly lane: string;
    readonly kind: 'drift' | 'warm-up';
    readonly ratio: number;
    readonly ci: readonly [number, number];
  }[];
}

/** The noise floor that was copied into the run, and its effect. */
export interface NoiseFloorSummary {
  /** Identifies what two runs must share to be comparable: a hash of scenario and machine. */
  readonly key: string;
  /** Hash of the copy's bytes, as recorded at the start of the run. */
  readonly sha256: string;
  /** The copy still has that hash; otherwise it is ignored. */
  readonly intact: boolean;
  /** Run ids of the A/A runs. */
  readonly runs: readonly string[];
  /** With fewer windows than this it excuses nothing. */
  readonly needed: number;
  readonly compared: readonly (Pick<Criterion, 'id' | 'scope' | 'unit' | 'value'> & {
    /** How many A/A runs have this step, or this role's latency. */
    readonly windows: number;
    /** The maximum over these runs, in the criterion's unit. */
    readonly most: number | null;
    /** Whether it turns the miss into unresolved. */
    readonly excuses: boolean;
  })[];
}

export interface PostCheck {
  readonly id: string;
  readonly ok: boolean | null;
  /** The findings, or why the check was not possible. */
  readonly reasons: readonly Reason[];
  /** The reasons as text. */
  readonly detail: string;
}

export interface PhaseSpan {
  readonly phase: Phase;
  readonly fromUs: number;
  /** Null if the record of its end is missing. */
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

export type { HostSummary, LoadHostSummary } from './host-figures.ts';
export type { LaneSummary, LatencyShift, LatencyStats, WindowStats } from './latency-figures.ts';
export type { Episode, HookSummary, MechanismName, Proof, StepSummary } from './step-figures.ts';
