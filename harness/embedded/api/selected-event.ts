import type { Kind, Kinds } from '../objects.ts';
import { atVersion, type StoreChange } from './store.ts';

/**
 * What a change is to a watcher of a selection: an object that has come to match is added, one that no longer does is
 * deleted, as it was when it did.
 * @returns null for what the watcher need not know
 */
export function selectedEvent<K extends Kind>(
  { type, object, before, version }: StoreChange<K>,
  isSelected: (object: Kinds[K]) => boolean,
): { readonly type: StoreChange['type']; readonly object: Kinds[K] } | null {
  const matched = before !== null && isSelected(before);
  if (type === 'DELETED') return matched ? { type, object } : null;
  if (isSelected(object)) return { type: matched ? 'MODIFIED' : 'ADDED', object };
  return matched ? { type: 'DELETED', object: atVersion(before, version) } : null;
}
