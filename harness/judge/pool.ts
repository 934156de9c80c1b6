import type { Proof, Summary, Verdict } from './answer/summary.ts';
import { upperBoundOfShare } from './statistics/stats.ts';

/** The same roll on fresh clusters, taken together. */
export type Pool = Pick<Summary, 'verdict' | 'exitCode' | 'headline' | 'reasons' | 'advice' | 'proves'>;

/** The weightiest first: harm that was seen in one roll is not undone by another. */
const weight: readonly Verdict[] = ['reject', 'tune', 'inconclusive', 'rehearsed', 'approve'];

/**
 * Pools what was seen of a roll that was to be repeated `planned` times: the worst verdict decides, and every step counts
 * toward what they prove.
 */
export function poolOf(summaries: readonly Summary[], planned: number): Pool {
  const [worst] = summaries.toSorted((a, b) => weight.indexOf(a.verdict) - weight.indexOf(b.verdict));
  const missing = planned - summaries.length;
  const good = worst?.verdict === 'approve' || worst?.verdict === 'rehearsed';
  const cutShort = `${summaries.length} of ${planned} repetitions have a report`;
  if (worst === undefined || (good && missing > 0))
    return {
      ...{ verdict: 'inconclusive', exitCode: 30, headline: `inconclusive: ${cutShort}` },
      ...{ reasons: [cutShort], advice: [], proves: pooledProof(summaries) },
    };
  const like = summaries.filter((one) => one.verdict === worst.verdict).length;
  const share = `${like} of ${planned} repetitions: ${worst.verdict}`;
  return {
    verdict: worst.verdict,
    exitCode: worst.exitCode,
    headline: `${worst.headline} (${share})`,
    reasons: [...worst.reasons, ...(missing > 0 ? [cutShort] : [])],
    advice: worst.advice,
    proves: pooledProof(summaries),
  };
}

function pooledProof(summaries: readonly Summary[]): Proof | null {
  const proofs = summaries.map((one) => one.proves).filter((one) => one !== null);
  const badSteps = proofs.reduce((sum, one) => sum + one.badSteps, 0);
  const steps = proofs.reduce((sum, one) => sum + one.steps, 0);
  return steps === 0 ? null : { badSteps, steps, upperBound: upperBoundOfShare(badSteps, steps) };
}
