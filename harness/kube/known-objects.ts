import type { KubernetesObject } from '@kubernetes/client-node';
import type { Change } from '../journal/records.ts';

/** The objects known from a list and watch: a list is reported as the changes that it shows. */
export interface KnownObjects<T> {
  /** A watch's event. */
  seen(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T): void;
  /** A whole list: objects that it lacks are deleted. */
  listed(items: readonly T[]): void;
}

/** @param onChange `deleted` has the last object seen */
export function knownObjects<T extends KubernetesObject>(
  onChange: (change: Change, object: T) => void,
): KnownObjects<T> {
  const known = new Map<string, T>();
  const put = (object: T) => {
    const uid = getUid(object);
    const change = known.has(uid) ? 'modified' : 'added';
    known.set(uid, object);
    onChange(change, object);
  };
  const remove = (object: T) => {
    if (known.delete(getUid(object))) onChange('deleted', object);
  };
  return {
    seen: (type, object) => (type === 'DELETED' ? remove(object) : put(object)),
    listed: (items) => {
      const listed = new Set(items.map(getUid));
      const isNews = (item: T) =>
        known.get(getUid(item))?.metadata?.resourceVersion !== item.metadata?.resourceVersion;
      items.filter(isNews).forEach(put);
      [...known.values()].filter((object) => !listed.has(getUid(object))).forEach(remove);
    },
  };
}

function getUid(object: KubernetesObject): string {
  return object.metadata?.uid ?? '';
}
