import { selects } from '../../scenario/manifests/label-selectors.ts';
import type { DeleteOptions, Key } from '../client/client.ts';
import { withCondition } from '../conditions.ts';
import type { Pod, PodDisruptionBudget } from '../objects.ts';
import { charge } from './budget-allowance.ts';
import type { Storage } from './resource.ts';
import { StatusError } from './status-error.ts';

/**
 * The eviction subresource, as documented by Kubernetes: a delete that a PodDisruptionBudget can reject. The budget is
 * charged at once, so that the next eviction sees the charge before the disruption controller has recounted.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 * @returns the pod after the eviction
 * @throws StatusError 429 while a budget rejects it, 500 if a pod has several budgets, and what a delete throws
 */
export function evict(storage: Storage, key: Key, options: DeleteOptions, nowMs: number): Pod {
  const pod = storage.get('Pod', key);
  if (isNoLoss(pod)) return storage.delete('Pod', key, options);
  const budgets = findBudgets(storage, pod);
  if (budgets.length > 1)
    throw new StatusError(
      500,
      'InternalError',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  const [budget] = budgets;
  if (budget !== undefined && !isFree(pod, budget)) charge(storage, budget, pod, nowMs);
  markDisrupted(storage, key, nowMs);
  return storage.delete('Pod', key, options);
}

/** The pod serves no traffic, or its deletion has already been decided. */
function isNoLoss({ status, metadata }: Pod): boolean {
  const idle = ['Pending', 'Succeeded', 'Failed'].includes(status?.phase ?? '');
  return idle || metadata.deletionTimestamp !== undefined;
}

/** A budget without a selector selects no pods; an empty selector selects all pods of the namespace. */
function findBudgets(storage: Storage, { metadata }: Pod): readonly PodDisruptionBudget[] {
  const { items } = storage.list('PodDisruptionBudget', { namespace: metadata.namespace ?? '' });
  return items.filter(({ spec }) => selects(spec?.selector, metadata.labels));
}

/** A pod that is not ready does not count as healthy, so its eviction does not use up the budget. */
function isFree(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

/** Records the reason for the eviction in the pod's conditions. */
function markDisrupted(storage: Storage, key: Key, nowMs: number): void {
  const why = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  storage.update('Pod', key, (pod) => ({
    ...pod,
    status: { ...pod.status, conditions: withCondition(pod.status?.conditions, why, nowMs) },
  }));
}
