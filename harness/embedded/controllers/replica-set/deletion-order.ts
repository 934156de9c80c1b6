import { isReady } from '../../conditions.ts';
import type { Pod } from '../../objects.ts';
import { readySinceMs } from '../pods.ts';

const costAnnotation = 'controller.kubernetes.io/pod-deletion-cost';
const phases = ['Pending', 'Unknown', 'Running'];

/**
 * The order in which surplus pods are deleted, as documented: those without a node, pending before running,
 * not ready before ready, lower `pod-deletion-cost`, those on nodes with more of them, younger by order of
 * magnitude, more restarts.
 * https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#scaling-a-replicaset
 * @param related active pods of the same workload, including those of other ReplicaSets
 */
export function inDeletionOrder(pods: readonly Pod[], related: readonly Pod[], nowMs: number): Pod[] {
  const onNode = new Map<string, number>();
  for (const { spec } of related)
    if (spec?.nodeName) onNode.set(spec.nodeName, (onNode.get(spec.nodeName) ?? 0) + 1);
  const crowd = ({ spec }: Pod) => (spec?.nodeName ? (onNode.get(spec.nodeName) ?? 0) : 0);

  const rules: ((a: Pod, b: Pod) => number)[] = [
    (a, b) => Number(hasNode(a)) - Number(hasNode(b)),
    (a, b) => phaseRank(a) - phaseRank(b),
    (a, b) => Number(isReady(a)) - Number(isReady(b)),
    (a, b) => getCost(a) - getCost(b),
    (a, b) => crowd(b) - crowd(a),
    (a, b) => (isReady(a) && isReady(b) ? younger(readySinceMs(a), readySinceMs(b), a, b, nowMs) : 0),
    (a, b) => countRestarts(b) - countRestarts(a),
    (a, b) => younger(createdMs(a), createdMs(b), a, b, nowMs),
  ];
  return pods.toSorted((a, b) => {
    for (const rule of rules) {
      const order = rule(a, b);
      if (order !== 0) return order;
    }
    return 0;
  });
}

const hasNode = ({ spec }: Pod) => Boolean(spec?.nodeName);
const phaseRank = ({ status }: Pod) => phases.indexOf(status?.phase ?? 'Pending');
const createdMs = ({ metadata }: Pod) => Date.parse(metadata.creationTimestamp);

function getCost({ metadata }: Pod): number {
  const cost = metadata.annotations?.[costAnnotation] ?? '';
  return /^[-+]?\d+$/.test(cost) ? Number(cost) : 0;
}

function countRestarts({ status }: Pod): number {
  const restarts = (status?.containerStatuses ?? []).map(({ restartCount }) => restartCount);
  return Math.max(0, ...restarts);
}

/** By the logarithm of their ages (KEP-2185); within one order of magnitude by uid, which is effectively random. */
function younger(a: number | null, b: number | null, podA: Pod, podB: Pod, nowMs: number): number {
  if (a === b) return 0;
  const difference = magnitude(nowMs - (a ?? 0)) - magnitude(nowMs - (b ?? 0));
  if (difference !== 0) return difference;
  return podA.metadata.uid < podB.metadata.uid ? -1 : 1;
}

const magnitude = (ageMs: number) => (ageMs <= 0 ? -1 : Math.trunc(Math.log2(ageMs * 1e6)));
