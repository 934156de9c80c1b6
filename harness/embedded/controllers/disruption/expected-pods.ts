import type { Deployment, Pod, PodDisruptionBudget, ReplicaSet } from '../../objects.ts';
import { findController, type OwnerReference } from '../owners.ts';

/** What a budget requires. */
export interface ExpectedPods {
  /** How many pods there should be. */
  readonly expectedPods: number;
  readonly desiredHealthy: number;
}

/** Controllers whose scale a budget can read, by uid. */
export interface Controllers {
  replicaSet(uid: string): ReplicaSet | undefined;
  deployment(uid: string): Deployment | undefined;
}

/**
 * As documented under "Arbitrary workloads and arbitrary selectors": an integer minAvailable counts existing
 * pods. Everything else needs the scale of the controllers, and bare pods do not count.
 * https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 * @throws Error in the real controller's words for a pod whose controller has no scale
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
  // The API sets no default: if both are absent, nothing is required.
  if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0 };
  const expectedPods = sumScales(pods, controllers);
  return { expectedPods, desiredHealthy: roundedUp(minAvailable, expectedPods) };
}

/** Whether the budget ignores pods whose expected number is unknown. */
export const leavesOut = ({ spec }: PodDisruptionBudget, pods: readonly Pod[]): boolean =>
  (spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string') &&
  pods.some((pod) => findController(pod) === undefined);

/** A percentage of the total, always rounded up: 50% of 7 is 4, both as maxUnavailable and as minAvailable. */
export function roundedUp(value: number | string, total: number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  if (percent === undefined)
    throw new Error('invalid value for IntOrString: invalid type: string is not a percentage');
  return Math.ceil((Number(percent) * total) / 100);
}

/** The desired replicas of the pods' controllers, each counted once. */
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
