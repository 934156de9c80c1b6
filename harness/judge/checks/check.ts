import type { PostCheck } from '../answer/summary.ts';

/** What must hold apart from the criteria. `rejects`: the upgrade did not do what it should; otherwise too little was seen. */
export interface Check extends PostCheck {
  readonly rejects: boolean;
}

/** Null where nothing could be looked at, else whether no fault was found. */
export function check(
  id: string,
  rejects: boolean,
  faults: readonly string[] | null,
  good: string,
  unseen = 'the run was cut short before it could be looked at',
): Check {
  const detail = faults === null ? unseen : faults.length === 0 ? good : faults.join('; ');
  return { id, rejects, ok: faults === null ? null : faults.length === 0, detail };
}
