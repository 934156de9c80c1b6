import type { Deployment, ReplicaSet } from '../../objects.ts';
import { resolveBounds } from './bounds.ts';
import { getDesired, getMax } from './revisions.ts';
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
 * Whether `spec.replicas` has changed since the ReplicaSets were last scaled. Such a change is handled before
 * a rolling step.
 */
export const wasScaled = (rollout: Rollout): boolean =>
  listSets(rollout).some((set) => {
    const desired = getDesired(set);
    return getReplicas(set) > 0 && desired !== null && desired !== getReplicas(rollout.deployment);
  });

/**
 * Scales for a change of `spec.replicas`. In the middle of a rollout the difference is distributed in
 * proportion to the sizes.
 */
export function scalings(rollout: Rollout): readonly ScalingStep[] {
  const { deployment, newSet, oldSets } = rollout;
  const wanted = getReplicas(deployment);
  const active = listSets(rollout).filter((set) => getReplicas(set) > 0);
  const only = active.length > 1 ? null : (active[0] ?? newSet ?? oldSets.toSorted(byAge).at(-1) ?? null);
  if (only !== null) return [{ replicaSet: only, replicas: wanted }];
  if (active.length <= 1) return [];
  if (newSet !== null && isSaturated(deployment, newSet))
    return active.filter((set) => set !== newSet).map((set) => ({ replicaSet: set, replicas: 0 }));
  return deployment.spec?.strategy?.type === 'Recreate' ? [] : proportional(deployment, active);
}

const isSaturated = (deployment: Deployment, newSet: ReplicaSet) =>
  isSettled(newSet) &&
  [getReplicas(newSet), getDesired(newSet), getAvailable(newSet)].every(
    (replicas) => replicas === getReplicas(deployment),
  );

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling */
function proportional(deployment: Deployment, active: readonly ReplicaSet[]): readonly ScalingStep[] {
  const wanted = getReplicas(deployment);
  const allowed = wanted === 0 ? 0 : wanted + resolveBounds(deployment).surge;
  const difference = allowed - total(active, getReplicas);
  const bySize = active.toSorted((a, b) => {
    const age = difference > 0 ? -byAge(a, b) : byAge(a, b);
    return getReplicas(b) - getReplicas(a) || age;
  });
  let rest = difference;
  const shares = bySize.map((set) => {
    const fraction = rest === 0 ? 0 : computeFraction(deployment, set, allowed);
    const share = difference > 0 ? Math.min(fraction, rest) : Math.max(fraction, rest);
    rest -= share;
    return { replicaSet: set, replicas: getReplicas(set) + share };
  });
  // The largest ReplicaSet gets the remainder from rounding.
  return shares.map(({ replicaSet, replicas }, index) => ({
    replicaSet,
    replicas: Math.max(0, replicas + (index === 0 ? rest : 0)),
  }));
}

function computeFraction(deployment: Deployment, set: ReplicaSet, allowed: number): number {
  if (getReplicas(deployment) === 0) return -getReplicas(set);
  const before = getMax(set) ?? deployment.status?.replicas ?? 0;
  if (before === 0) return 0;
  return Math.round((getReplicas(set) * allowed) / before) - getReplicas(set);
}
