import type { Deployment, ReplicaSet } from '../../objects.ts';
import { type Condition, findCondition, isComplete, type Status, withCondition } from './status.ts';

const type = 'Progressing';

/**
 * The condition that `kubectl rollout status` reads. Progress resets the clock of `progressDeadlineSeconds`;
 * a completed rollout can't exceed the deadline any more.
 * https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#deployment-status
 */
export function withProgress(
  deployment: Deployment,
  newSet: ReplicaSet | null,
  status: Status,
  nowMs: number,
): Status {
  const conditions = status.conditions ?? [];
  const before = findCondition(status, type);
  const subject =
    newSet === null ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${newSet.metadata.name}"`;
  const wasComplete =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && before?.reason === 'NewReplicaSetAvailable';
  if (wasComplete) return status;
  const say = (known: readonly Condition[], is: string, reason: string, what: string): Status => ({
    ...status,
    conditions: withCondition(known, { type, status: is, reason, message: `${subject} ${what}.` }, nowMs),
  });
  if (isComplete(deployment, status))
    return say(conditions, 'True', 'NewReplicaSetAvailable', 'has successfully progressed');
  if (hasProgressed(deployment.status ?? {}, status)) {
    // The update time is that of the last progress, even if the message is unchanged.
    const again = conditions.map((condition) =>
      condition === before ? { ...condition, reason: '' } : condition,
    );
    return say(again, 'True', 'ReplicaSetUpdated', 'is progressing');
  }
  const dueMs = deadlineMs(deployment, status);
  if (before?.reason === timedOut || (dueMs !== null && nowMs > dueMs))
    return say(conditions, 'False', timedOut, 'has timed out progressing');
  return status;
}

const timedOut = 'ProgressDeadlineExceeded';

function hasProgressed(before: Status, now: Status): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: Status) => replicas - updatedReplicas;
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

/** When the progress deadline ends; null if no progress is expected. */
export function deadlineMs(deployment: Deployment, status: Status): number | null {
  const condition = findCondition(status, type);
  if (condition === undefined || ['NewReplicaSetAvailable', timedOut].includes(condition.reason ?? ''))
    return null;
  if (deployment.spec?.paused || isComplete(deployment, status)) return null;
  const seconds = deployment.spec?.progressDeadlineSeconds ?? 600;
  return Date.parse(condition.lastUpdateTime ?? '') + seconds * 1_000;
}

/** A paused rollout makes no progress and must not exceed the deadline. Returns the desired conditions. */
export function pausedConditions(deployment: Deployment, nowMs: number): Condition[] {
  const conditions = deployment.status?.conditions ?? [];
  const before = findCondition(deployment.status, type)?.reason;
  const isPaused = deployment.spec?.paused === true;
  if (before === timedOut || isPaused === (before === 'DeploymentPaused')) return [...conditions];
  const said = isPaused
    ? { reason: 'DeploymentPaused', message: 'Deployment is paused' }
    : { reason: 'DeploymentResumed', message: 'Deployment is resumed' };
  return withCondition(conditions, { type, status: 'Unknown', ...said }, nowMs);
}

/** Starts the clock of a new rollout. */
export function withRolloutBegun(
  conditions: readonly Condition[],
  newSet: ReplicaSet,
  how: 'created' | 'found',
  nowMs: number,
): Condition[] {
  const { name } = newSet.metadata;
  const said =
    how === 'created'
      ? { reason: 'NewReplicaSetCreated', message: `Created new replica set "${name}"` }
      : { reason: 'FoundNewReplicaSet', message: `Found new replica set "${name}"` };
  return withCondition(conditions, { type, status: 'True', ...said }, nowMs);
}
