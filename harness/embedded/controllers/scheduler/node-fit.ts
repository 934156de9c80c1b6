import type { Pod } from '../../objects.ts';
import { type Filter, type Score, upTo100 } from './candidates.ts';
import { toleratedBy, untolerated } from './tolerations.ts';

const unschedulableTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** A cordoned node accepts only pods that tolerate it, such as those of DaemonSets. */
export const nodeUnschedulable: Filter =
  (pod) =>
  ({ node }) =>
    node.spec?.unschedulable && !toleratedBy(pod.spec?.tolerations, unschedulableTaint)
      ? { reason: 'node(s) were unschedulable', byPods: false }
      : null;

export const taintToleration: Filter =
  (pod) =>
  ({ node }) => {
    const taint = untolerated(pod, node);
    if (taint === undefined) return null;
    const named = `{${taint.key}: ${taint.value ?? ''}}`;
    return { reason: `node(s) had untolerated taint ${named}`, byPods: false };
  };

/** Only one pod can use a port of the node. */
export const nodePorts: Filter = (pod) => {
  const wanted = hostPorts(pod);
  const isTaken = (other: Pod) => hostPorts(other).some((port) => wanted.includes(port));
  return ({ pods }) =>
    wanted.length > 0 && pods.some(isTaken)
      ? { reason: "node(s) didn't have free ports for the requested pod ports", byPods: true }
      : null;
};

function hostPorts({ spec }: Pod): string[] {
  return (spec?.containers ?? []).flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = 'TCP' }) => (hostPort ? [`${protocol} ${hostPort}`] : [])),
  );
}

/** Only the number of pods is limited: processes share the machine's other resources freely. */
export const tooManyPods: Filter = () => (candidate) =>
  candidate.pods.length + 1 > allocatablePods(candidate) ? { reason: 'Too many pods', byPods: true } : null;

/** Prefers nodes with fewer PreferNoSchedule taints that the pod does not tolerate. */
export const fewestTaints: Score = (pod, fitting) => {
  const counts = fitting.map(
    ({ node }) =>
      (node.spec?.taints ?? []).filter(
        (taint) => taint.effect === 'PreferNoSchedule' && !toleratedBy(pod.spec?.tolerations, taint),
      ).length,
  );
  return upTo100(counts).map((share) => 100 - share);
};

/** Replaces the real scheduler's least allocated resources, which also distributes pods without requests evenly. */
export const leastPods: Score = (_pod, fitting) =>
  fitting.map((candidate) => {
    const room = allocatablePods(candidate);
    return (100 * Math.max(0, room - candidate.pods.length - 1)) / room;
  });

/** A node that reports no limit is assumed to have a kubelet's default. */
const allocatablePods = ({ node }: Parameters<ReturnType<Filter>>[0]): number =>
  Number(node.status?.allocatable?.pods ?? 110);
