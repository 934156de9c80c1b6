import type { Reason } from '../../reasons/reason.ts';
import type { ExplainedEpisode } from './mechanisms/mechanism.ts';

/** The longest measured lag of a mechanism in the run, in ms, with its evidence. */
export function findLongestLag(alike: ExplainedEpisode['alike']): {
  readonly lagMs: number;
  readonly evidence: readonly Reason[];
} {
  let longest: ReturnType<typeof findLongestLag> = { lagMs: 0, evidence: [] };
  for (const { cause } of alike)
    if ((cause.lagMs ?? 0) > longest.lagMs) longest = { lagMs: cause.lagMs ?? 0, evidence: cause.evidence };
  return longest;
}
