import type { Deployment, ReplicaSet } from '../../objects.ts';
import { boundsOf } from './bounds.ts';
import { desiredOf, maxOf } from './revisions.ts';
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

/** Whether `spec.replicas` has changed since the ReplicaSets were last scaled: that comes before any rolling. */
export const wasScaled = (rollout: Rollout): boolean =>
  setsOf(rollout).some((set) => {
    const desired = desiredOf(set);
    return replicasOf(set) > 0 && desired !== null && desired !== replicasOf(rollout.deployment);
  });

/** What a change of `spec.replicas` asks for; in the middle of a rollout it is shared in proportion to the sizes. */
export function scalings(rollout: Rollout): readonly Scaling[] {
  const { deployment, newSet, oldSets } = rollout;
  const wanted = replicasOf(deployment);
  const active = setsOf(rollout).filter((set) => replicasOf(set) > 0);
  const only = active.length > 1 ? null : (active[0] ?? newSet ?? oldSets.toSorted(byAge).at(-1) ?? null);
  if (only !== null) return [{ replicaSet: only, replicas: wanted }];
  if (active.length <= 1) return [];
  if (newSet !== null && isSaturated(deployment, newSet))
    return active.filter((set) => set !== newSet).map((set) => ({ replicaSet: set, replicas: 0 }));
  return deployment.spec?.strategy?.type === 'Recreate' ? [] : proportional(deployment, active);
}

const isSaturated = (deployment: Deployment, newSet: ReplicaSet) =>
  isSettled(newSet) &&
  [replicasOf(newSet), desiredOf(newSet), availableOf(newSet)].every((one) => one === replicasOf(deployment));

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#proportional-scaling */
function proportional(deployment: Deployment, active: readonly ReplicaSet[]): readonly Scaling[] {
  const wanted = replicasOf(deployment);
  const allowed = wanted === 0 ? 0 : wanted + boundsOf(deployment).surge;
  const difference = allowed - total(active, replicasOf);
  const bySize = active.toSorted((a, b) => {
    const age = difference > 0 ? -byAge(a, b) : byAge(a, b);
    return replicasOf(b) - replicasOf(a) || age;
  });
  let rest = difference;
  const shares = bySize.map((set) => {
    const fraction = rest === 0 ? 0 : fractionOf(deployment, set, allowed);
    const share = difference > 0 ? Math.min(fraction, rest) : Math.max(fraction, rest);
    rest -= share;
    return { replicaSet: set, replicas: replicasOf(set) + share };
  });
  // What rounding has left goes to the largest.
  return shares.map(({ replicaSet, replicas }, index) => ({
    replicaSet,
    replicas: Math.max(0, replicas + (index === 0 ? rest : 0)),
  }));
}

function fractionOf(deployment: Deployment, set: ReplicaSet, allowed: number): number {
  if (replicasOf(deployment) === 0) return -replicasOf(set);
  const before = maxOf(set) ?? deployment.status?.replicas ?? 0;
  if (before === 0) return 0;
  return Math.round((replicasOf(set) * allowed) / before) - replicasOf(set);
}
