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
 * The next step of a rolling update: first the new ReplicaSet up as far as the surge lets it, and only when that has
 * nothing to do the old ones down, as far as availability lets them.
 */
export function rollingStep(rollout: Rollout): readonly ScalingStep[] {
  const { newSet } = rollout;
  if (newSet === null) return [];
  const replicas = newReplicas(rollout, newSet);
  return replicas === getReplicas(newSet) ? scaleDowns(rollout, newSet) : [{ replicaSet: newSet, replicas }];
}

/** What the new ReplicaSet may have. @param newSet null: one that is still to be made */
export function newReplicas(rollout: Rollout, newSet: ReplicaSet | null): number {
  const { deployment } = rollout;
  const wanted = getReplicas(deployment);
  const own = newSet === null ? 0 : getReplicas(newSet);
  if (own >= wanted || deployment.spec?.strategy?.type === 'Recreate') return wanted;
  const room = wanted + resolveBounds(deployment).surge - total(listSets(rollout), getReplicas);
  return room <= 0 ? own : own + Math.min(room, wanted - own);
}

/**
 * New replicas that are not available yet count as if they were unavailable for ever: they never let more of the old
 * ones go. Old replicas that are unavailable are removed first, which makes nothing worse.
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
