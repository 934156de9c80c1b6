import { type Reason, reason } from '../../reasons/reason.ts';
import type { PostCheck } from '../answer/summary.ts';
import type { CriterionDefinition } from '../criteria/criterion.ts';
import type { Evidence } from '../evidence.ts';

/** What must hold apart from the criteria. `rejects`: the upgrade did not do what it should; otherwise too little was seen. */
export interface Check extends Omit<PostCheck, 'detail'> {
  readonly rejects: boolean;
  /** Its fault makes the run inconclusive also where a criterion is missed: the harm need not be the upgrade's. */
  readonly voidsMisses: boolean;
}

/** A check after the run: what it found in the evidence. */
export type PostCheckRule = (evidence: Evidence, criteria: readonly CriterionDefinition[]) => Check;

/** Null where nothing could be looked at, else whether no fault was found. */
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
