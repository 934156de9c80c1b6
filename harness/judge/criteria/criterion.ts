import type { Reason } from '../../reasons/reason.ts';
import type { Criterion, Recommendation, Summary } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import type { BusyTime } from '../load-host/host-load.ts';
import type { Period } from '../periods.ts';

/**
 * The definition of one criterion. Each is an object in its own file, listed in registry.ts; other code asks
 * this definition instead of comparing ids and units.
 */
export interface CriterionDefinition {
  /**
   * Stable: used in `summary.json` and A/A runs. If the scenario has a setting for it in `criteria`, the name
   * of that setting.
   */
  readonly id: string;
  /** `ms`; `ratio`, which is a change less 1; or the name of what is counted. */
  readonly unit: string;
  /** One judgement for each place that the criterion applies to; none if the scenario does not set it. */
  judge(evidence: Evidence): readonly Judgement[];
  readonly appliesToBaseline: BaselineRule | NotApplicable;
  readonly noiseFloor: NoiseFloorRule | NotApplicable;
  readonly hostOverload: HostOverloadRule | NotApplicable;
  readonly recommendedBy: readonly RecommendationSource[];
}

/** Why something does not apply to a criterion; docs/judging-reference.md repeats it. */
export interface NotApplicable {
  readonly reason: string;
}

/** How the baseline itself misses the criterion: the upgrade cannot be the cause of such harm. */
export type BaselineRule = (evidence: Evidence, baseline: Period) => readonly Reason[];

/** How A/A runs are compared with a miss. */
export interface NoiseFloorRule {
  /** The values of an A/A run, in the criterion's unit, by place; `own` are its criteria with this id. */
  record(run: Summary, own: readonly Criterion[]): Readonly<Record<string, number>>;
  /** The places of a finding. It is compared with the one in which A/A runs have the lowest values. */
  places(finding: Finding): readonly string[];
}

/** The longest overload of the host that may explain a miss, if nothing else makes it missed. */
export type HostOverloadRule = (finding: Finding, evidence: Evidence) => BusyTime | null;

/**
 * The sources of recommendations against a miss: the `cause` that the judgement found itself, a longer
 * `interval` after a step of it or the one before, or the `mechanisms` of its episodes.
 */
export type RecommendationSource = 'cause' | 'interval' | 'mechanisms';

/** A criterion's state in one place, with its basis. */
export interface Judgement extends Omit<FoundCriterion, 'id' | 'unit'>, Partial<Basis> {}

/** A judgement of a known criterion. */
export interface Finding extends Basis {
  readonly definition: CriterionDefinition;
  readonly criterion: FoundCriterion;
}

/** A criterion without its reasons as text. */
export type FoundCriterion = Omit<Criterion, 'why'>;

/** What a recommendation has to cover. */
interface Basis {
  /** Positions of its steps. */
  readonly steps: readonly number[];
  /** The episodes that make it missed. */
  readonly episodes: readonly RawEpisode[];
  /** How much bad-request time of these episodes may remain without a recommendation, in ms. */
  readonly toleratedMs: number;
  /** Recommendations against all of its cause; none if part of it is unknown. */
  readonly recommendations: readonly Recommendation[];
}

/** Whether it is a rule and not a reason for having none. */
export function isApplicable<Rule extends object>(rule: Rule | NotApplicable): rule is Rule {
  return !('reason' in rule);
}

/** Turns met or missed into unresolved, for one more reason. */
export function unresolve(finding: Finding, why: Reason): Finding {
  const { criterion } = finding;
  return {
    ...finding,
    criterion: { ...criterion, state: 'unresolved', reasons: [...criterion.reasons, why] },
  };
}
