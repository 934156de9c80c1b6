import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { type Reason, reasonsText, reasonText } from '../../../harness/reasons/reason.ts';

/** Each reason as a sentence. */
export function sentences(reasons: readonly Reason[]): string[] {
  return reasons.map(reasonText);
}

/** The evidence of a summary's episode as sentences; empty if there is none. */
export function evidenceText({ episodes }: Pick<Summary, 'episodes'>, index = 0): string {
  return reasonsText(episodes[index]?.evidence ?? []);
}
