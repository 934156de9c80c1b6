import type { Deployment, Pod, PodDisruptionBudget, ReplicaSet } from '../../objects.ts';
import { findController, type OwnerReference } from '../owners.ts';

/** What a budget asks for. */
export interface ExpectedPods {
  /** How many pods there should be. */
  readonly expectedPods: number;
  readonly desiredHealthy: number;
}

/** The controllers that a budget can take the scale of, by uid. */
export interface Controllers {
  replicaSet(uid: string): ReplicaSet | undefined;
  deployment(uid: string): Deployment | undefined;
}

/**
 * As documented under "Arbitrary workloads and arbitrary selectors": a whole-number minAvailable counts the pods that
 * are there; everything else needs the scale of their controllers, and bare pods do not count in it.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 * @throws Error for a pod whose controller has no scale, with the real controller's words
 */
export function computeExpectation(
  budget: PodDisruptionBudget,
  pods: readonly Pod[],
  controllers: Controllers,
): ExpectedPods {
  const { minAvailable, maxUnavailable } = budget.spec ?? {};
  if (maxUnavailable !== undefined) {
    const expectedPods = sumScales(pods, controllers);
    return {
      expectedPods,
      desiredHealthy: Math.max(0, expectedPods - roundedUp(maxUnavailable, expectedPods)),
    };
  }
  if (typeof minAvailable === 'number') return { expectedPods: pods.length, desiredHealthy: minAvailable };
  // The API defaults neither: without both, nothing is asked for.
  if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0 };
  const expectedPods = sumScales(pods, controllers);
  return { expectedPods, desiredHealthy: roundedUp(minAvailable, expectedPods) };
}

/** Whether the budget leaves some of the pods out, because nothing says how many of them there should be. */
export const leavesOut = ({ spec }: PodDisruptionBudget, pods: readonly Pod[]): boolean =>
  (spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string') &&
  pods.some((pod) => findController(pod) === undefined);

/** A percentage of the total, rounded up in both directions: 50% of 7 may be away is 4, must be there is 4. */
export function roundedUp(value: number | string, total: number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined)
    throw new Error('invalid value for IntOrString: invalid type: string is not a percentage');
  return Math.ceil((Number(percent) * total) / 100);
}

/** What the controllers of the pods are set to, each counted once. */
function sumScales(pods: readonly Pod[], controllers: Controllers): number {
  const scales = new Map<string, number>();
  for (const pod of pods) {
    const owner = findController(pod);
    if (owner === undefined) continue;
    const replicaSet = owner.kind === 'ReplicaSet' ? controllers.replicaSet(owner.uid) : undefined;
    if (replicaSet === undefined) throw new Error(noScale(pod, owner));
    const above = findController(replicaSet);
    const deployment = above?.kind === 'Deployment' ? controllers.deployment(above.uid) : undefined;
    const controller = deployment ?? replicaSet;
    scales.set(controller.metadata.uid, controller.spec?.replicas ?? 1);
  }
  return scales.values().reduce((sum, scale) => sum + scale, 0);
}

const noScale = (pod: Pod, { kind, apiVersion }: OwnerReference): string =>
  kind === 'DaemonSet'
    ? `${kind.toLowerCase()}s.${apiVersion.split('/')[0]} does not implement the scale subresource`
    : `found no controllers for pod "${pod.metadata.name}"`;
