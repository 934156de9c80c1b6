import type { ReplicaSet } from '../../objects.ts';
import { resolveBounds } from './bounds.ts';
import {
  byAge,
  getAvailable,
  getReplicas,
  isSettled,
  listSets,
  type Rollout,
  type ScalingStep,
  total,
} from './rollout.ts';

/**
 * The next step of a rolling update. It first scales the new ReplicaSet up as far as the surge allows. If
 * nothing is left to add, it scales the old ones down as far as availability allows.
 */
export function rollingStep(rollout: Rollout): readonly ScalingStep[] {
  const { newSet } = rollout;
  if (newSet === null) return [];
  const replicas = newReplicas(rollout, newSet);
  return replicas === getReplicas(newSet) ? scaleDowns(rollout, newSet) : [{ replicaSet: newSet, replicas }];
}

/** Allowed replicas of the new ReplicaSet. @param newSet null: not created yet */
export function newReplicas(rollout: Rollout, newSet: ReplicaSet | null): number {
  const { deployment } = rollout;
  const wanted = getReplicas(deployment);
  const own = newSet === null ? 0 : getReplicas(newSet);
  if (own >= wanted || deployment.spec?.strategy?.type === 'Recreate') return wanted;
  const room = wanted + resolveBounds(deployment).surge - total(listSets(rollout), getReplicas);
  return room <= 0 ? own : own + Math.min(room, wanted - own);
}

/**
 * New replicas that are not available yet count as permanently unavailable, so they never permit removing old
 * ones. Unavailable old replicas are removed first, because that does not reduce availability.
 */
function scaleDowns(rollout: Rollout, newSet: ReplicaSet): readonly ScalingStep[] {
  const { deployment } = rollout;
  const sets = listSets(rollout);
  const old = rollout.oldSets.filter((set) => getReplicas(set) > 0).toSorted(byAge);
  const minAvailable = getReplicas(deployment) - resolveBounds(deployment).unavailable;
  const newUnavailable = getReplicas(newSet) - getAvailable(newSet);
  const most = total(sets, getReplicas) - minAvailable - newUnavailable;
  if (old.length === 0 || most <= 0 || !sets.every(isSettled)) return [];

  const unhealthy = takenFrom(old, most, (set) => Math.max(0, getReplicas(set) - getAvailable(set)));
  const left = (set: ReplicaSet) => getReplicas(set) - (unhealthy.get(set) ?? 0);
  const spare = total(sets, getAvailable) - minAvailable;
  const healthy = takenFrom(old, Math.max(0, spare), left);
  return old
    .map((set) => ({ replicaSet: set, replicas: left(set) - (healthy.get(set) ?? 0) }))
    .filter(({ replicaSet, replicas }) => replicas !== getReplicas(replicaSet));
}

/** Removes at most `most` in all, in that order, from each at most its size. */
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
