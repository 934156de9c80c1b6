import { type Reason, reason } from '../../reasons/reason.ts';
import type { PostCheck } from '../answer/summary.ts';
import type { CriterionDefinition } from '../criteria/criterion.ts';
import type { Evidence } from '../evidence.ts';

/**
 * Conditions in addition to the criteria. `rejects`: the upgrade did not do what it should; otherwise too
 * little was observed.
 */
export interface Check extends Omit<PostCheck, 'detail'> {
  readonly rejects: boolean;
  /**
   * Its failure makes the run inconclusive even if a criterion is missed: the upgrade need not be the cause
   * of the harm.
   */
  readonly voidsMisses: boolean;
}

/** A check after the run: its findings in the evidence. */
export type PostCheckRule = (evidence: Evidence, criteria: readonly CriterionDefinition[]) => Check;

/** Null if the check was not possible, otherwise whether there was no finding. */
export function check(
  id: string,
  rejects: boolean,
  faults: readonly Reason[] | null,
  good: Reason,
  unseen: Reason = reason('not-looked-at'),
): Check {
  if (faults === null) return { id, rejects, voidsMisses: false, ok: null, reasons: [unseen] };
  const ok = faults.length === 0;
  return { id, rejects, voidsMisses: false, ok, reasons: ok ? [good] : faults };
}
