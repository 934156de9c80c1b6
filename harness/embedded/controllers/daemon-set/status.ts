import { isReady } from '../../conditions.ts';
import type { DaemonSet } from '../../objects.ts';
import { isUpdated } from './daemon-pods.ts';
import { type DaemonNode, isOn, type JudgedDaemonSet } from './plan.ts';

/** Counts nodes, not pods: the oldest pod of each. */
export function createStatus(
  nodes: readonly DaemonNode[],
  judging: JudgedDaemonSet,
): NonNullable<DaemonSet['status']> {
  const { daemonSet, hash } = judging;
  const desired = nodes.filter(({ shouldRun }) => shouldRun);
  const oldest = desired.flatMap(({ pods }) => pods.slice(0, 1));
  const available = oldest.filter((pod) => isReady(pod) && isOn(pod, judging)).length;
  const { collisionCount, conditions } = daemonSet.status ?? {};
  const optional = {
    updatedNumberScheduled: desired.filter(({ pods }) => pods[0] !== undefined && isUpdated(pods[0], hash))
      .length,
    numberAvailable: available,
    numberUnavailable: desired.length - available,
  };
  return {
    currentNumberScheduled: oldest.length,
    numberMisscheduled: nodes.filter(({ shouldRun, pods }) => !shouldRun && pods.length > 0).length,
    desiredNumberScheduled: desired.length,
    numberReady: oldest.filter(isReady).length,
    observedGeneration: daemonSet.metadata.generation ?? 0,
    ...Object.fromEntries(Object.entries(optional).filter(([, count]) => count !== 0)),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    ...(conditions === undefined ? {} : { conditions }),
  };
}
