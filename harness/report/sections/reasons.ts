import type { Summary } from '../../judge/answer/summary.ts';
import { reasonText } from '../../reasons/reason.ts';

/** The reasons after the first one, which is in the headline: in order of importance. */
export function furtherReasons({ reasons }: Pick<Summary, 'reasons'>): readonly string[] {
  return reasons.slice(1).map(reasonText);
}
