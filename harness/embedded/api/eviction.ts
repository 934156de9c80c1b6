import { selects } from '../../scenario/label-selectors.ts';
import type { DeleteOptions, Key } from '../client/client.ts';
import { withCondition } from '../conditions.ts';
import type { Pod, PodDisruptionBudget } from '../objects.ts';
import { timestamp } from '../times.ts';
import type { Storage } from './resource.ts';
import { StatusError } from './status-error.ts';

type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;

/** A client is told to come again when the disruption controller may have looked at a budget. */
const retryAfterSeconds = 10;
/** More evictions than this that the disruption controller has not taken in: it is not there. */
const mostDisruptedPods = 2_000;
const budgetCause = 'DisruptionBudget';

/**
 * The eviction subresource, as Kubernetes' documents it: a delete that a PodDisruptionBudget can forbid. The budget is
 * charged at once, so that the next eviction is judged by it before the disruption controller has counted again.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/
 * @returns the pod as it is then
 * @throws StatusError 429 while a budget forbids it, 500 where a pod has several budgets, and what a delete throws
 */
export function evict(storage: Storage, key: Key, options: DeleteOptions, nowMs: number): Pod {
  const pod = storage.get('Pod', key);
  if (isNoLoss(pod)) return storage.delete('Pod', key, options);
  const budgets = budgetsOf(storage, pod);
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

/** Nothing serves there, or it has already been decided. */
function isNoLoss({ status, metadata }: Pod): boolean {
  const idle = ['Pending', 'Succeeded', 'Failed'].includes(status?.phase ?? '');
  return idle || metadata.deletionTimestamp !== undefined;
}

/** A budget without a selector has no pods; an empty one has all of its namespace. */
function budgetsOf(storage: Storage, { metadata }: Pod): readonly PodDisruptionBudget[] {
  const { items } = storage.list('PodDisruptionBudget', { namespace: metadata.namespace ?? '' });
  return items.filter(({ spec }) => selects(spec?.selector, metadata.labels));
}

/** A pod that is not ready does not count as healthy, so its going costs the budget nothing. */
function isFree(pod: Pod, { spec, status }: PodDisruptionBudget): boolean {
  if (pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) return false;
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

function charge(storage: Storage, { metadata }: PodDisruptionBudget, pod: Pod, nowMs: number): void {
  const { name, namespace } = metadata;
  storage.update('PodDisruptionBudget', { name, ...(namespace && { namespace }) }, (budget) => {
    const status = budget.status ?? notCounted;
    requireAllowance(budget, status);
    const disruptionsAllowed = (status.disruptionsAllowed ?? 0) - 1;
    const conditions = disruptionsAllowed > 0 ? status.conditions : withoutAllowance(status, nowMs);
    return {
      ...budget,
      status: {
        ...status,
        ...(conditions && { conditions }),
        disruptionsAllowed,
        disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: timestamp(nowMs) },
      },
    };
  });
}

const notCounted: BudgetStatus = {
  currentHealthy: 0,
  desiredHealthy: 0,
  disruptionsAllowed: 0,
  expectedPods: 0,
};

function requireAllowance({ metadata }: PodDisruptionBudget, status: BudgetStatus): void {
  const { name } = metadata;
  const allowed = status.disruptionsAllowed ?? 0;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    throw tooMany(`The disruption budget ${name} is still being processed by the server.`, retryAfterSeconds);
  if (allowed < 0) throw notAllowed(name, 'pdb disruptions allowed is negative');
  if (Object.keys(status.disruptedPods ?? {}).length > mostDisruptedPods)
    throw notAllowed(name, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (allowed === 0) throw tooMany(whyNone(name, status));
}

/** A failed count says nothing about pods, so its own reason comes first. */
function whyNone(name: string, status: BudgetStatus): string {
  const { conditions = [], currentHealthy = 0, desiredHealthy = 0 } = status;
  const forbids = conditions.find(({ type, status }) => type === 'DisruptionAllowed' && status === 'False');
  const { reason, message } = forbids ?? {};
  const not = `The disruption budget ${name} does not allow evicting pods currently`;
  if (reason === 'SyncFailed' && message) return `${not} because it failed sync: ${message}`;
  if (currentHealthy <= desiredHealthy)
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return message ? `${not} (${reason}): ${message}` : not;
}

function tooMany(why: string, retryAfter?: number): StatusError {
  const message = "Cannot evict pod as it would violate the pod's disruption budget.";
  const causes = [{ reason: budgetCause, message: why }];
  const details = { causes, ...(retryAfter === undefined ? {} : { retryAfterSeconds: retryAfter }) };
  return new StatusError(429, 'TooManyRequests', message, details);
}

function notAllowed(name: string, why: string): StatusError {
  const message = `poddisruptionbudget.policy "${name}" is forbidden: ${why}`;
  return new StatusError(403, 'Forbidden', message, { name, group: 'policy', kind: 'poddisruptionbudget' });
}

function withoutAllowance({ conditions, observedGeneration }: BudgetStatus, nowMs: number) {
  const none = {
    type: 'DisruptionAllowed',
    status: 'False',
    reason: 'InsufficientPods',
    message: '',
    lastTransitionTime: timestamp(nowMs),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
  return withCondition(conditions, none, nowMs);
}

/** Says on the pod itself why it goes. */
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
