import { withCondition } from '../conditions.ts';
import type { Pod, PodDisruptionBudget } from '../objects.ts';
import { timestamp } from '../times.ts';
import type { Storage } from './resource.ts';
import { StatusError } from './status-error.ts';

type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;

/** When a client should retry: by then the disruption controller may have updated the budget. */
const retryAfterSeconds = 10;
/** If more evictions than this wait for the disruption controller, it is considered absent. */
const mostDisruptedPods = 2_000;
const budgetCause = 'DisruptionBudget';

export function charge(storage: Storage, { metadata }: PodDisruptionBudget, pod: Pod, nowMs: number): void {
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

/** A failed count says nothing about pods, so its own reason is reported first. */
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
