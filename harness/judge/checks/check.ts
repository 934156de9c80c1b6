import { type Reason, reason } from '../../reasons/reason.ts';
import type { PostCheck } from '../answer/summary.ts';

/** What must hold apart from the criteria. `rejects`: the upgrade did not do what it should; otherwise too little was seen. */
export interface Check extends Omit<PostCheck, 'detail'> {
  readonly rejects: boolean;
}

/** Null where nothing could be looked at, else whether no fault was found. */
export function check(
  id: string,
  rejects: boolean,
  faults: readonly Reason[] | null,
  good: Reason,
  unseen: Reason = reason('not-looked-at'),
): Check {
  if (faults === null) return { id, rejects, ok: null, reasons: [unseen] };
  const ok = faults.length === 0;
  return { id, rejects, ok, reasons: ok ? [good] : faults };
}
