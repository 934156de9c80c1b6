import type { PodState } from '../journal/records.ts';
import { systemNamespace } from '../timeline/model.ts';
import { type Check, check } from './check.ts';
import type { Evidence } from './evidence.ts';

/**
 * Whether every pod that a drain evicted has a controller that made another one. A bare pod has none; a Job makes no more
 * pods once its `backoffLimit` is reached.
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
  const faults = atRisk
    .filter(({ pod }) => !(after?.pods ?? []).some(isSuccessor(pod)))
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
