import type { ProbeKind } from '../../journal/records.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import type { MechanismName, Recommendation } from '../answer/summary.ts';
import { canRecommend } from '../can-recommend.ts';
import type { Evidence } from '../evidence.ts';
import { actionAt, stepAt } from '../step-at.ts';
import { stepTitle } from '../words.ts';
import { seenMeanwhile } from './meanwhile.ts';
import { type Mechanism, type ProbeFailure, unknownMechanism } from './mechanisms/mechanism.ts';
import { mechanisms } from './mechanisms/registry.ts';

/** The step of a probe's outage, and the evidence of its cause. */
export interface ProbeCause {
  /** Title of the step that it began in; null before the upgrade. */
  readonly step: string | null;
  readonly mechanism: MechanismName;
  /** False if it is unknown. */
  readonly shown: boolean;
  /** When it was, the mechanism, and its evidence; if none is known, other observations. */
  readonly reasons: readonly Reason[];
}

/** Computed if a limit was exceeded. */
export function findProbeCause(failure: ProbeFailure, evidence: Evidence): ProbeCause {
  const { outage } = failure;
  const position = stepAt(evidence, outage.fromUs);
  const window = position === null ? undefined : evidence.windows[position];
  const found = findMechanism(failure, evidence);
  const { id, title } = found?.mechanism ?? unknownMechanism;
  const shown = found === null ? listSeenMeanwhile(failure, evidence) : found.evidence;
  const action = window === undefined ? null : actionAt(window, outage.fromUs);
  const when = reason('probe-outage', { fromUs: outage.fromUs, action });
  return {
    step: window === undefined ? null : stepTitle(window, evidence.windows.length),
    mechanism: { id, title },
    shown: found !== null,
    reasons: [when, reason('mechanism', { id, title }), ...shown],
  };
}

function findMechanism(
  failure: ProbeFailure,
  evidence: Evidence,
): { readonly mechanism: Mechanism; readonly evidence: readonly Reason[] } | null {
  for (const mechanism of mechanisms) {
    const found = mechanism.find.outage?.(failure, evidence) ?? null;
    if (found !== null) return { mechanism, evidence: found };
  }
  return null;
}

function listSeenMeanwhile({ reading, outage }: ProbeFailure, { timeline, probes }: Evidence): Reason[] {
  const others = probes.filter((other) => other !== reading && other.probe !== reading.probe);
  return seenMeanwhile(outage, { timeline, probes: others });
}

/** Recommendations against every outage of a probe that was longer than a limit; none if one of them has none. */
export function recommendForProbe(
  probe: ProbeKind,
  limitMs: number,
  evidence: Evidence,
): readonly Recommendation[] {
  const missed = evidence.probes
    .filter((reading) => reading.probe === probe)
    .flatMap((reading) =>
      reading.outages
        .filter(({ fromUs, toUs }) => (toUs - fromUs) / 1000 > limitMs)
        .map((outage) => recommendForOutage({ reading, outage }, evidence)),
    );
  return missed.every((recommendations) => recommendations.length > 0) ? missed.flat() : [];
}

function recommendForOutage(failure: ProbeFailure, evidence: Evidence): Recommendation[] {
  const recommend = findMechanism(failure, evidence)?.mechanism.recommend?.outage;
  const recommended = recommend === undefined ? [] : recommend(failure, evidence);
  return recommended.filter(({ setting }) => canRecommend(setting, evidence));
}
