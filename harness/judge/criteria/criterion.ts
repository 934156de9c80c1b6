import type { Reason } from '../../reasons/reason.ts';
import type { Criterion, Recommendation, Summary } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import type { BusyTime } from '../load-host/host-load.ts';
import type { Period } from '../periods.ts';

/**
 * All that the judge knows of one criterion. Each is an object in a file of its own, listed in registry.ts; what needs
 * to know something of a criterion asks its definition, and compares no id and no unit.
 */
export interface CriterionDefinition {
  /** Stable: `summary.json` and A/A runs carry it. Where it has a setting, that of the scenario's `criteria`. */
  readonly id: string;
  /** `ms`; `ratio`, which is a change less 1; or the name of what is counted. */
  readonly unit: string;
  /** One judgement for each place that the criterion applies to; none where the scenario does not ask for it. */
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

/** By what the baseline itself misses the criterion: such harm cannot be the upgrade's. */
export type BaselineRule = (evidence: Evidence, baseline: Period) => readonly Reason[];

/** How runs that upgraded nothing are compared with a miss. */
export interface NoiseFloorRule {
  /** What an A/A run reached, in the criterion's unit, by place; `own` are its criteria of this id. */
  record(run: Summary, own: readonly Criterion[]): Readonly<Record<string, number>>;
  /** The places that a finding is about. It is compared with the one in which A/A runs reached least. */
  places(finding: Finding): readonly string[];
}

/** The longest overload of the host that a miss can be put down to, where that is all that makes it missed. */
export type HostOverloadRule = (finding: Finding, evidence: Evidence) => BusyTime | null;

/**
 * What can recommend a change against a miss: the `cause` that the judgement found itself, a longer `interval` after a
 * step of it or the one before, or the `mechanisms` of its episodes.
 */
export type RecommendationSource = 'cause' | 'interval' | 'mechanisms';

/** A criterion's state in one place, with what it rests on. */
export interface Judgement extends Omit<FoundCriterion, 'id' | 'unit'>, Partial<Basis> {}

/** A judgement of a known criterion. */
export interface Finding extends Basis {
  readonly definition: CriterionDefinition;
  readonly criterion: FoundCriterion;
}

/** A criterion before its reasons are put into words. */
export type FoundCriterion = Omit<Criterion, 'why'>;

/** What a recommendation would have to speak to. */
interface Basis {
  /** Positions of the steps that it is about. */
  readonly steps: readonly number[];
  /** The episodes that make it missed. */
  readonly episodes: readonly RawEpisode[];
  /** How much bad-request time of these episodes may be left without a recommendation, in ms. */
  readonly toleratedMs: number;
  /** What would help against all of its cause; nothing where a part of that is not known. */
  readonly recommendations: readonly Recommendation[];
}

/** Whether a rule is one, and no reason for having none. */
export function isApplicable<Rule extends object>(rule: Rule | NotApplicable): rule is Rule {
  return !('reason' in rule);
}

/** What was met or missed is unresolved, for one more reason. */
export function unresolve(finding: Finding, why: Reason): Finding {
  const { criterion } = finding;
  return {
    ...finding,
    criterion: { ...criterion, state: 'unresolved', reasons: [...criterion.reasons, why] },
  };
}
