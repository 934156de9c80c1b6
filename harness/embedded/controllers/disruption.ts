import { isDeepStrictEqual } from 'node:util';
import { errorMessage } from '../../errors.ts';
import { selects } from '../../scenario/manifests/label-selectors.ts';
import { keyText, parseKey } from '../client/client.ts';
import { isReady } from '../conditions.ts';
import type { Deployment, Pod, PodDisruptionBudget, ReplicaSet } from '../objects.ts';
import { type ControllerOptions, runController } from './controller.ts';
import { type BudgetStatus, failed, reckon } from './disruption/budget-status.ts';
import { leavesOut } from './disruption/expected-pods.ts';
import { unlessGone } from './failures.ts';

/** The message of the real controller, without the selector. */
const unmanagedPods =
  'Pods selected by this PodDisruptionBudget were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.';

/** Maintains the status of every PodDisruptionBudget, on which the eviction API decides. */
export function runDisruptionController(options: ControllerOptions): AsyncDisposable {
  return runController(options, {
    name: 'controllermanager',
    setUp({ api, now, events, observe, enqueue, enqueueAfter }) {
      const budgets = observe('PodDisruptionBudget');
      const pods = observe('Pod');
      const replicaSets = observe('ReplicaSet');
      const deployments = observe('Deployment');
      const controllers = {
        replicaSet: (uid: string) => replicaSets.all().find(({ metadata }) => metadata.uid === uid),
        deployment: (uid: string) => deployments.all().find(({ metadata }) => metadata.uid === uid),
      };
      budgets.onChange((budget) => {
        if (budget !== null) enqueue(keyText(budget.metadata));
      });
      pods.onChange((pod, before) => {
        if (!countsDifferently(pod, before)) return;
        for (const budget of budgets.all())
          if ([pod, before].some((one) => one !== null && isSelected(budget, one)))
            enqueue(keyText(budget.metadata));
      });

      // The real controller reads an unknown scale from the API. Here the creation of the workload triggers
      // its budgets.
      const rescaled = (now: ScalableObject | null, before: ScalableObject | null) => {
        if (now !== null && now.spec?.replicas === before?.spec?.replicas) return;
        const namespace = (now ?? before)?.metadata.namespace;
        for (const { metadata } of budgets.all())
          if (metadata.namespace === namespace) enqueue(keyText(metadata));
      };
      replicaSets.onChange(rescaled);
      deployments.onChange(rescaled);

      const createStatus = (
        budget: PodDisruptionBudget,
        selected: readonly Pod[],
        key: string,
      ): BudgetStatus => {
        try {
          const { status, recheckAtMs } = reckon(budget, selected, controllers, now());
          if (recheckAtMs !== null) enqueueAfter(key, Math.max(1, recheckAtMs - now()));
          return status;
        } catch (error) {
          const why = errorMessage(error);
          const message = `Failed to calculate the number of expected pods: ${why}`;
          events.record('PodDisruptionBudget', budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
          return failed(budget, why, now());
        }
      };

      return async (key) => {
        const budget = budgets.get(parseKey(key));
        if (budget === undefined) return;
        const selected = pods.all().filter((pod) => isSelected(budget, pod));
        if (selected.length === 0)
          events.record('PodDisruptionBudget', budget, 'Normal', 'NoPods', 'No matching pods found');
        if (leavesOut(budget, selected))
          events.record('PodDisruptionBudget', budget, 'Warning', 'UnmanagedPods', unmanagedPods);
        const status = createStatus(budget, selected, key);
        if (isDeepStrictEqual(status, { disruptedPods: {}, ...budget.status })) return;
        // An eviction writes this status, too. After a conflict it is recomputed from the newest version.
        await api.updateStatus('PodDisruptionBudget', { ...budget, status }).catch(unlessGone);
      };
    },
  });
}

type ScalableObject = ReplicaSet | Deployment;

const isSelected = (budget: PodDisruptionBudget, pod: Pod): boolean =>
  budget.metadata.namespace === pod.metadata.namespace &&
  selects(budget.spec?.selector, pod.metadata.labels ?? {});

/** The changes of a pod that matter to a budget. */
function countsDifferently(pod: Pod | null, before: Pod | null): boolean {
  if (pod === null || before === null) return true;
  const relevant = ({ metadata }: Pod) => [
    metadata.labels,
    metadata.deletionTimestamp,
    metadata.ownerReferences,
  ];
  return isReady(pod) !== isReady(before) || !isDeepStrictEqual(relevant(pod), relevant(before));
}
