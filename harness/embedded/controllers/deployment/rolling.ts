import type { ReplicaSet } from '../../objects.ts';
import { boundsOf } from './bounds.ts';
import {
  availableOf,
  byAge,
  isSettled,
  type Rollout,
  replicasOf,
  type Scaling,
  setsOf,
  total,
} from './rollout.ts';

/**
 * The next step of a rolling update: first the new ReplicaSet up as far as the surge lets it, and only when that has
 * nothing to do the old ones down, as far as availability lets them.
 */
export function rollingStep(rollout: Rollout): readonly Scaling[] {
  const { newSet } = rollout;
  if (newSet === null) return [];
  const replicas = newReplicas(rollout, newSet);
  return replicas === replicasOf(newSet) ? scaleDowns(rollout, newSet) : [{ replicaSet: newSet, replicas }];
}

/** What the new ReplicaSet may have. @param newSet null: one that is still to be made */
export function newReplicas(rollout: Rollout, newSet: ReplicaSet | null): number {
  const { deployment } = rollout;
  const wanted = replicasOf(deployment);
  const own = newSet === null ? 0 : replicasOf(newSet);
  if (own >= wanted || deployment.spec?.strategy?.type === 'Recreate') return wanted;
  const room = wanted + boundsOf(deployment).surge - total(setsOf(rollout), replicasOf);
  return room <= 0 ? own : own + Math.min(room, wanted - own);
}

/**
 * New replicas that are not available yet count as if they were unavailable for ever: they never let more of the old
 * ones go. Old replicas that are unavailable are removed first, which makes nothing worse.
 */
function scaleDowns(rollout: Rollout, newSet: ReplicaSet): readonly Scaling[] {
  const { deployment } = rollout;
  const sets = setsOf(rollout);
  const old = rollout.oldSets.filter((set) => replicasOf(set) > 0).toSorted(byAge);
  const minAvailable = replicasOf(deployment) - boundsOf(deployment).unavailable;
  const newUnavailable = replicasOf(newSet) - availableOf(newSet);
  const most = total(sets, replicasOf) - minAvailable - newUnavailable;
  if (old.length === 0 || most <= 0 || !sets.every(isSettled)) return [];

  const unhealthy = takenFrom(old, most, (set) => Math.max(0, replicasOf(set) - availableOf(set)));
  const left = (set: ReplicaSet) => replicasOf(set) - (unhealthy.get(set) ?? 0);
  const spare = total(sets, availableOf) - minAvailable;
  const healthy = takenFrom(old, Math.max(0, spare), left);
  return old
    .map((set) => ({ replicaSet: set, replicas: left(set) - (healthy.get(set) ?? 0) }))
    .filter(({ replicaSet, replicas }) => replicas !== replicasOf(replicaSet));
}

/** At most `most` in all, from each at most what it has, in that order. */
function takenFrom(
  sets: readonly ReplicaSet[],
  most: number,
  has: (set: ReplicaSet) => number,
): Map<ReplicaSet, number> {
  let rest = most;
  return new Map(
    sets.map((set) => {
      const taken = Math.min(rest, has(set));
      rest -= taken;
      return [set, taken];
    }),
  );
}
