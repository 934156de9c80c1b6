import type { Pod } from '../objects.ts';
import type { ObservedKind } from './controller.ts';

/**
 * Tracks a controller's own writes for each of its objects. Until its copy of the pods shows them, it must
 * neither create nor delete again, because a late watch event would cause duplicates. Kubernetes counts
 * expected events, which needs a time limit for events that never arrive. Here, as in KEP-5647, the copy must
 * reach the version of the last write, so no event is missed and no limit is needed.
 */
export interface OwnWrites {
  created(key: string, pod: Pod): void;
  deleted(key: string, pod: Pod): void;
  areSeen(key: string): boolean;
  forget(key: string): void;
}

export function ownWrites(pods: Pick<ObservedKind<'Pod'>, 'get' | 'hasSeen'>): OwnWrites {
  const creations = new Map<string, Pod>();
  const deletions = new Map<string, Map<string, Pod>>();
  const isTerminating = (pod: Pod) => {
    const seen = pods.get(pod.metadata);
    return seen?.metadata.uid !== pod.metadata.uid || seen.metadata.deletionTimestamp !== undefined;
  };

  return {
    created(key, pod) {
      const newest = creations.get(key)?.metadata.resourceVersion ?? '0';
      if (BigInt(pod.metadata.resourceVersion) > BigInt(newest)) creations.set(key, pod);
    },
    deleted(key, pod) {
      const known = deletions.get(key) ?? new Map<string, Pod>();
      deletions.set(key, known.set(pod.metadata.uid, pod));
    },
    areSeen(key) {
      const newest = creations.get(key);
      if (newest !== undefined && !pods.hasSeen(newest.metadata.resourceVersion)) return false;
      creations.delete(key);
      const unseen = deletions.get(key);
      for (const [uid, pod] of unseen ?? []) if (isTerminating(pod)) unseen?.delete(uid);
      if ((unseen?.size ?? 0) > 0) return false;
      deletions.delete(key);
      return true;
    },
    forget(key) {
      creations.delete(key);
      deletions.delete(key);
    },
  };
}
