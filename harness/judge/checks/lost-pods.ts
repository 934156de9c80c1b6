import { reason } from '../../reasons/reason.ts';
import type { EvictedPod } from '../../timeline/model.ts';
import { systemNamespace } from '../../timeline/system-namespace.ts';
import { eventKey } from '../../timeline/unready/problems.ts';
import type { Evidence } from '../evidence.ts';
import { type Check, check } from './check.ts';

/**
 * Whether every pod that a drain evicted was replaced. A bare pod has no controller, although something else
 * may create one with its name; a Job creates no more pods once its `backoffLimit` is reached. (A Job's pod
 * that succeeded nevertheless is excluded.) A Job's new pod may have ended and gone since.
 */
export function evictedPodsMadeAgain({ timeline }: Evidence): Check {
  const atRisk = timeline.evicted.filter(
    ({ pod }) =>
      pod.namespace !== systemNamespace &&
      (pod.phase === 'Running' || pod.phase === 'Pending') &&
      (pod.owner === null || pod.owner.startsWith('Job/')),
  );
  const alive = [...timeline.pods.values()].map(({ state }) => state);
  const hasSuccessor = ({ pod: { uid, namespace, name, owner }, atUs }: EvictedPod): boolean =>
    owner === null
      ? alive.some((pod) => pod.namespace === namespace && pod.name === name && pod.uid !== uid)
      : (timeline.problems.createdUs.get(eventKey(namespace, owner)) ?? 0) > atUs;
  const faults = atRisk
    .filter((lost) => !hasSuccessor(lost))
    .map(({ pod, node, atUs }) => {
      const refs = [{ pod: pod.name }, { node }, { record: 'eviction', atUs }];
      const name = `${pod.namespace}/${pod.name}`;
      return pod.owner === null
        ? reason('bare-pod-lost', { node, pod: name }, refs)
        : reason('owned-pod-lost', { node, pod: name, owner: pod.owner }, refs);
    });
  return check(
    'evicted-pods-made-again',
    true,
    timeline.inventories.after === null ? null : faults,
    reason('evicted-pods-made-again'),
  );
}
