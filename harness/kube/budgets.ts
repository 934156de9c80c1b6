import type { BudgetState } from '../journal/records.ts';
import { selects } from '../scenario/manifests/label-selectors.ts';
import type { Kube } from './connect.ts';
import { bounded } from './request.ts';

/** A pod as a budget selects it. */
interface LabelledPod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The budgets that select a pod, as their controller last counted. @throws ApiException, network errors */
export async function listBudgets(
  kube: Kube,
  { namespace, labels }: LabelledPod,
  signal: AbortSignal,
): Promise<readonly BudgetState[]> {
  const { items } = await kube.policy.listNamespacedPodDisruptionBudget({ namespace }, bounded(signal));
  return items
    .filter(({ spec }) => selects(spec?.selector, labels))
    .map(({ metadata, status }) => ({
      name: metadata?.name ?? '',
      allowed: status?.disruptionsAllowed ?? 0,
      healthy: status?.currentHealthy ?? 0,
      desired: status?.desiredHealthy ?? 0,
      expected: status?.expectedPods ?? 0,
    }));
}
