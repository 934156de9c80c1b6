import { type Reason, reason } from '../../reasons/reason.ts';
import type { FoundCriterion } from './criterion.ts';

/** Missed above the limit, unless it is within the limit without the load generator's own noise. */
export function judgeAgainstLimit(
  value: number,
  limit: number,
  withoutNoiseMs: number,
  seen: Reason,
): Pick<FoundCriterion, 'state' | 'reasons'> {
  if (value <= limit) return { state: 'met', reasons: [seen] };
  if (withoutNoiseMs > limit) return { state: 'missed', reasons: [seen] };
  return { state: 'unresolved', reasons: [seen, reason('generator-explains-excess', { withoutNoiseMs })] };
}
