import type { PodState } from '../journal/records.ts';
import { type EvictedPod, systemNamespace } from '../timeline/model.ts';
import { eventKey } from '../timeline/unready/problems.ts';
import { type Check, check } from './check.ts';
import type { Evidence } from './evidence.ts';

/**
 * Whether every pod that a drain evicted has a controller that made another one. A bare pod has none; a Job makes no more
 * pods once its `backoffLimit` is reached. (A Job's pod that succeeded all the same is not among them.)
 */
export function evictedPodsMadeAgain({ timeline }: Evidence): Check {
  const { after, before } = timeline.inventories;
  const atRisk = timeline.evicted.filter(
    ({ pod }) =>
      pod.namespace !== systemNamespace &&
      (pod.phase === 'Running' || pod.phase === 'Pending') &&
      (pod.owner === null || pod.owner.startsWith('Job/')),
  );
  const old = new Set([...(before?.pods ?? []), ...atRisk.map(({ pod }) => pod)].map(({ uid }) => uid));
  const isSuccessor = (lost: PodState) => (pod: PodState) =>
    !old.has(pod.uid) &&
    pod.namespace === lost.namespace &&
    (lost.owner === null ? pod.name === lost.name : pod.owner === lost.owner);
  // Its successor may have ended and gone since.
  const hasMadeOneSince = ({ pod: { namespace, owner }, atUs }: EvictedPod) =>
    owner !== null && (timeline.problems.createdUs.get(eventKey(namespace, owner)) ?? 0) > atUs;
  const faults = atRisk
    .filter((lost) => !(after?.pods ?? []).some(isSuccessor(lost.pod)) && !hasMadeOneSince(lost))
    .map(({ pod, node }) => {
      const name = `${pod.namespace}/${pod.name}`;
      return pod.owner === null
        ? `the drain of ${node} ended the pod ${name} for good: it has no controller`
        : `the drain of ${node} ended the pod ${name} of ${pod.owner}, which has made no other one`;
    });
  return check(
    'evicted-pods-made-again',
    true,
    after === null ? null : faults,
    'every pod that a drain evicted has a controller that makes another one',
  );
}
