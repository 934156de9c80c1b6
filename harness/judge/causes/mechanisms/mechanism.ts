import type { Reason } from '../../../reasons/reason.ts';
import type { PodLife } from '../../../timeline/pod-lives.ts';
import type { MechanismName, Recommendation } from '../../answer/summary.ts';
import type { Evidence } from '../../evidence.ts';
import type { RawEpisode } from '../../harm/episodes.ts';
import type { Period } from '../../periods.ts';
import type { ProbeOutage, ProbeReading } from '../../probes/probes.ts';
import type { Cause } from '../cause.ts';

/** Why requests were bad, a probe failed or answers were late: one entry of the registry, `registry.ts`. */
export interface Mechanism extends MechanismName {
  readonly find: Finders;
  /** Null if no setting of the scenario helps; `docs.recommendation` says why. */
  readonly recommend: Recommenders | null;
  readonly docs: MechanismDocs;
}

/**
 * Each searches for the mechanism in one kind of harm; null if the evidence does not show it. At least one is defined.
 */
export interface Finders {
  episode?(episode: RawEpisode, evidence: Evidence): Explanation | null;
  /** Its evidence. */
  outage?(failure: ProbeFailure, evidence: Evidence): readonly Reason[] | null;
  /** Its evidence. */
  lateAnswers?(source: LateSource, evidence: Evidence): readonly Reason[] | null;
}

/** Evidence that a mechanism made requests of an episode bad, with the inputs of a recommendation. */
export interface Explanation {
  readonly evidence: readonly Reason[];
  /** How many of the episode's bad requests it explains. */
  readonly explains: number;
  /**
   * From the start of the triggering event until its last bad request, in ms; each mechanism defines that
   * start. Null: not measured.
   */
  readonly lagMs: number | null;
  /**
   * Set if responses do not name their pod, and the times fit a pod that may be a different one: the
   * mechanism is likely, not shown.
   */
  readonly likely?: boolean;
}

/** An outage of a probe, and the prober that saw it. */
export interface ProbeFailure {
  readonly reading: ProbeReading;
  readonly outage: ProbeOutage;
}

/** The pod with most of the late responses in a step's window. */
export interface LateSource {
  readonly pod: PodLife;
  readonly during: Period;
}

/** Settings of the scenario that would help against harm with a shown mechanism, with their values. */
export interface Recommenders {
  episode?(explained: ExplainedEpisode, evidence: Evidence): Recommendation[];
  outage?(failure: ProbeFailure, evidence: Evidence): Recommendation[];
}

export interface ExplainedEpisode {
  readonly episode: RawEpisode;
  readonly cause: Cause;
  /** Every episode of the run with this mechanism, shown or likely; includes this one. */
  readonly alike: readonly { readonly episode: RawEpisode; readonly cause: Cause }[];
}

/** Its row in docs/judging-reference.md. */
export interface MechanismDocs {
  readonly when: string;
  /** The recommended settings, or why there are none. */
  readonly recommendation: string;
}

/** Used if no mechanism of the registry is found. */
export const unknownMechanism: MechanismName & Pick<Mechanism, 'docs'> = {
  id: 'unknown',
  title: 'unknown',
  docs: {
    when: 'The evidence shows none of these. What else was seen at that time is listed, and not called the cause. Where answers do not name their pod, the evidence says what is not known.',
    recommendation: 'None.',
  },
};

/** A mechanism must explain half of an episode's bad requests, as an outage must be half bad. */
export function explainsHalf({ bad }: RawEpisode, found: Explanation | null): found is Explanation {
  return found !== null && found.explains > 0 && found.explains * 2 >= bad;
}
