import type { Deployment, ReplicaSet } from '../../objects.ts';
import { timestamp } from '../../times.ts';
import { resolveBounds } from './bounds.ts';
import { getAvailable, getReplicas, listSets, type Rollout, total } from './rollout.ts';

export type Status = NonNullable<Deployment['status']>;
export type Condition = NonNullable<Status['conditions']>[number];
type Said = Pick<Condition, 'type' | 'status'> & { readonly reason: string; readonly message: string };

/** The totals of the ReplicaSets. Conditions say whether enough pods are available and what could not be created. */
export function createStatus(rollout: Rollout, nowMs: number): Status {
  const { deployment, newSet } = rollout;
  const sets = listSets(rollout);
  const available = total(sets, getAvailable);
  const enough = available >= getReplicas(deployment) - resolveBounds(deployment).unavailable;
  const { collisionCount, conditions = [] } = deployment.status ?? {};
  const { status, reason, have } = enough
    ? { status: 'True', reason: 'MinimumReplicasAvailable', have: 'has' }
    : { status: 'False', reason: 'MinimumReplicasUnavailable', have: 'does not have' };
  const message = `Deployment ${have} minimum availability.`;
  const counts = {
    replicas: total(sets, (set) => set.status?.replicas ?? 0),
    updatedReplicas: newSet?.status?.replicas ?? 0,
    readyReplicas: total(sets, (set) => set.status?.readyReplicas ?? 0),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, total(sets, getReplicas) - available),
  };
  return {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: addFailure(
      sets,
      newSet,
      withCondition(conditions, { type: 'Available', status, reason, message }, nowMs),
    ),
  };
}

/**
 * A ReplicaSet's failure to create or delete pods is also reported on the Deployment; the newest ReplicaSet's
 * has priority.
 */
function addFailure(
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | null,
  conditions: readonly Condition[],
): Condition[] {
  const others = conditions.filter(({ type }) => type !== 'ReplicaFailure');
  const failures = [...(newSet === null ? [] : [newSet]), ...sets]
    .flatMap(({ status }) => status?.conditions ?? [])
    .filter(({ type }) => type === 'ReplicaFailure');
  const [failure] = failures;
  if (failure === undefined) return others;
  const since = failure.lastTransitionTime;
  return [...others, { ...failure, ...(since === undefined ? {} : { lastUpdateTime: since }) }];
}

export const findCondition = (status: Status | undefined, type: string): Condition | undefined =>
  status?.conditions?.find((condition) => condition.type === type);

/** A condition with the same status and reason stays unchanged. */
export function withCondition(conditions: readonly Condition[], said: Said, nowMs: number): Condition[] {
  const before = conditions.find(({ type }) => type === said.type);
  if (before?.status === said.status && before.reason === said.reason) return [...conditions];
  const now = timestamp(nowMs);
  const since = before?.status === said.status ? before.lastTransitionTime : undefined;
  const condition = { ...said, lastUpdateTime: now, lastTransitionTime: since ?? now };
  return [...conditions.filter(({ type }) => type !== said.type), condition];
}

/** All replicas are new and available, and the current generation is observed. */
export function isComplete(deployment: Deployment, status: Status): boolean {
  const wanted = getReplicas(deployment);
  const counts = [status.updatedReplicas, status.replicas, status.availableReplicas];
  return (
    counts.every((count) => (count ?? 0) === wanted) &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}
