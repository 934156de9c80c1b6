import { type Reason, reason } from '../reasons/reason.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { Summary, Verdict } from './answer/summary.ts';
import type { Check } from './checks/check.ts';
import { failedWhileOverloaded, overloadedBaseline, saturatedBaseline } from './checks/saturation.ts';
import { getTargetVersion } from './checks/target-version.ts';
import type { Finding, FoundCriterion } from './criteria/criterion.ts';
import type { Ending } from './ending.ts';
import type { Evidence } from './evidence.ts';
import { hasRecommendation } from './summaries/recommendations.ts';

/** For a run with sufficient evidence. */
const exitCodes: Readonly<Record<Verdict, number>> = {
  approve: 0,
  rehearsed: 0,
  tune: 10,
  reject: 20,
  inconclusive: 30,
};

export type Decision = Pick<Summary, 'verdict' | 'exitCode' | 'reasons'>;

/** The verdict, in order of precedence. */
export function decide(
  evidence: Evidence,
  ending: Ending,
  findings: readonly Finding[],
  checks: readonly Check[],
): Decision {
  const missed = findings.filter((one) => one.criterion.state === 'missed');
  const unresolved = findings.filter((one) => one.criterion.state === 'unresolved');
  const rejecting = checks.filter((one) => one.ok === false && one.rejects);
  const voiding = checks.filter((one) => one.voidsMisses && one.ok === false);
  const unseen = checks.filter((one) => one.ok === null || (one.ok === false && !one.rejects));
  const reasons = {
    missed: missed.map(({ criterion }) => describeCriterion(criterion)),
    unresolved: unresolved.map(({ criterion }) => describeCriterion(criterion)),
    checks: (these: readonly Check[]) => these.map(({ id, reasons }) => reason('check', { id, reasons })),
  };
  const say = (verdict: Verdict, ...why: readonly (readonly Reason[])[]): Decision => ({
    verdict,
    exitCode: exitCodes[verdict],
    reasons: withoutRepetition(why.flat()),
  });

  const busy = saturatedBaseline(evidence);
  if (ending.how === 'cut-short')
    return { ...say('inconclusive', ending.reasons, busy ?? [], reasons.missed), exitCode: ending.exitCode };
  if (busy !== null) return say('inconclusive', busy, endingReasons(ending), reasons.missed);
  const busyStep = ending.how === 'upgrade-failed' ? failedWhileOverloaded(evidence) : null;
  if (busyStep !== null) return say('inconclusive', busyStep, endingReasons(ending), reasons.missed);
  if (ending.how === 'upgrade-failed') return say('reject', ending.reasons, reasons.missed);
  if (rejecting.length > 0) return say('reject', reasons.checks(rejecting), reasons.missed);
  if (voiding.length > 0)
    return say('inconclusive', reasons.checks(voiding), overloadedBaseline(evidence), reasons.missed);
  if (missed.length > 0 && evidence.scenario.upgrade.none)
    return say('inconclusive', [reason('missed-without-upgrade')], reasons.missed, reasons.unresolved);
  if (missed.length > 0) {
    const verdict = missed.every((one) => hasRecommendation(one, evidence)) ? 'tune' : 'reject';
    return say(verdict, reasons.missed, reasons.checks(unseen), reasons.unresolved);
  }
  if (unseen.length > 0 || unresolved.length > 0)
    return say('inconclusive', reasons.checks(unseen), reasons.unresolved);
  const met = { criteria: findings.length };
  if (evidence.scenario.upgrade.none) return say('rehearsed', [reason('met-without-upgrade', met)]);
  if (evidence.timeline.claims?.production === false)
    return say('rehearsed', [reason('met-apart-from-production', met)]);
  const { upgraded } = getTraits(evidence.scenario.cluster.provider);
  const version = getTargetVersion(evidence);
  return say('approve', [reason('met-at-version', { ...met, upgraded, version })]);
}

const endingReasons = (ending: Ending) => (ending.how === 'complete' ? [] : ending.reasons);

function withoutRepetition(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((one) => [JSON.stringify(one), one])).values()];
}

function describeCriterion({ id, state, scope, value, limit, unit, reasons }: FoundCriterion): Reason {
  const { target = null, lane = null, step = null } = scope;
  return reason('criterion', { id, state, unit, value, limit, target, lane, step, reasons });
}
