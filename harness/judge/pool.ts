import { headlineText } from '../reasons/headline.ts';
import { type Reason, reason } from '../reasons/reason.ts';
import type { Proof, Summary, Verdict } from './answer/summary.ts';
import { clopperPearsonUpper } from './statistics/stats.ts';

/** The same roll on several new clusters, pooled. */
export interface Pool
  extends Pick<Summary, 'verdict' | 'exitCode' | 'headline' | 'reasons' | 'recommendations' | 'proves'> {
  /** How many repetitions have the verdict; absent if too few have a report. */
  readonly agreement?: Reason;
}

/** Most severe first: harm in one roll is not cancelled by another. */
const bySeverity: readonly Verdict[] = ['reject', 'tune', 'inconclusive', 'rehearsed', 'approve'];

/** Pools the results of a roll that was planned `planned` times: the worst verdict decides, and every step counts. */
export function poolSummaries(summaries: readonly Summary[], planned: number): Pool {
  const [worst] = summaries.toSorted((a, b) => bySeverity.indexOf(a.verdict) - bySeverity.indexOf(b.verdict));
  const missing = planned - summaries.length;
  const good = worst?.verdict === 'approve' || worst?.verdict === 'rehearsed';
  const cutShort = reason('repetitions-missing', { judged: summaries.length, planned });
  const proves = pooledProof(summaries);
  if (worst === undefined || (good && missing > 0)) {
    const decision = { verdict: 'inconclusive', exitCode: 30, reasons: [cutShort] } as const;
    return { ...decision, headline: headlineText(decision), recommendations: [], proves };
  }
  const { verdict, exitCode, recommendations } = worst;
  const alike = summaries.filter((one) => one.verdict === verdict).length;
  const agreement = reason('repetitions-alike', { alike, planned, verdict });
  const reasons = [...worst.reasons, ...(missing > 0 ? [cutShort] : [])];
  const headline = headlineText({ verdict, reasons, remark: agreement });
  return { verdict, exitCode, headline, reasons, agreement, recommendations, proves };
}

function pooledProof(summaries: readonly Summary[]): Proof | null {
  const proofs = summaries.map((one) => one.proves).filter((one) => one !== null);
  const badSteps = proofs.reduce((sum, one) => sum + one.badSteps, 0);
  const steps = proofs.reduce((sum, one) => sum + one.steps, 0);
  return steps === 0 ? null : { badSteps, steps, upperBound: clopperPearsonUpper(badSteps, steps) };
}
