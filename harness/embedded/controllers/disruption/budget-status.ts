import { isReady, withCondition } from '../../conditions.ts';
import type { Pod, PodDisruptionBudget } from '../../objects.ts';
import { type Controllers, computeExpectation } from './expected-pods.ts';

export type BudgetStatus = NonNullable<PodDisruptionBudget['status']>;
type Condition = NonNullable<BudgetStatus['conditions']>[number];

/** How long an accepted eviction counts before its pod is seen as terminating. */
const deletionTimeoutMs = 2 * 60_000;

export interface ComputedStatus {
  readonly status: BudgetStatus;
  /** When an entry of disruptedPods expires and the status must be recomputed; null: never. */
  readonly recheckAtMs: number | null;
}

/**
 * How many disruptions the budget allows now.
 * @param pod those that it selects
 * @param nowMs wall clock
 */
export function reckon(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  controllers: Controllers,
  nowMs: number,
): ComputedStatus {
  const { expectedPods, desiredHealthy } = computeExpectation(budget, pods, controllers);
  const disruptedPods = stillDisrupted(budget, pods, nowMs);
  const currentHealthy = pods.filter((pod) => isHealthy(pod, disruptedPods)).length;
  // Without expected pods nothing is allowed, because the first pod may just be created.
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  const observedGeneration = budget.metadata.generation ?? 0;
  const conditions = withAllowed(budget, nowMs, {
    status: disruptionsAllowed > 0 ? 'True' : 'False',
    reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
    observedGeneration,
  });
  const ends = Object.values(disruptedPods).map((since) => Date.parse(since) + deletionTimeoutMs);
  return {
    status: {
      currentHealthy,
      desiredHealthy,
      disruptedPods,
      disruptionsAllowed,
      expectedPods,
      observedGeneration,
      conditions,
    },
    recheckAtMs: ends.length === 0 ? null : Math.min(...ends),
  };
}

/** If the computation failed, nothing is allowed and the condition gives the reason. The rest stays unchanged. */
export function failed(budget: PodDisruptionBudget, why: string, nowMs: number): BudgetStatus {
  const before = budget.status ?? {
    currentHealthy: 0,
    desiredHealthy: 0,
    disruptionsAllowed: 0,
    expectedPods: 0,
  };
  const conditions = withAllowed(budget, nowMs, {
    status: 'False',
    reason: 'SyncFailed',
    message: why,
    observedGeneration: before.observedGeneration ?? 0,
  });
  return { ...before, disruptionsAllowed: 0, conditions };
}

const isHealthy = (pod: Pod, disrupted: Readonly<Record<string, string>>): boolean =>
  pod.metadata.deletionTimestamp === undefined &&
  !Object.hasOwn(disrupted, pod.metadata.name) &&
  isReady(pod);

/** Without pods that are terminating or gone, or that were not deleted in time. */
function stillDisrupted(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  nowMs: number,
): Record<string, string> {
  const noted = budget.status?.disruptedPods ?? {};
  const still: Record<string, string> = {};
  for (const { metadata } of pods) {
    const since = Object.hasOwn(noted, metadata.name) ? noted[metadata.name] : undefined;
    if (since === undefined || metadata.deletionTimestamp !== undefined) continue;
    if (Date.parse(since) + deletionTimeoutMs > nowMs) still[metadata.name] = since;
  }
  return still;
}

const withAllowed = (
  budget: PodDisruptionBudget,
  nowMs: number,
  condition: Omit<Condition, 'type' | 'lastTransitionTime'>,
): Condition[] =>
  // A condition with the same status keeps its transition time.
  withCondition(
    budget.status?.conditions,
    { type: 'DisruptionAllowed', lastTransitionTime: '', ...condition },
    nowMs,
  );
