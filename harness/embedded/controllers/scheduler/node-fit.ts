import type { Pod } from '../../objects.ts';
import { type Filter, type Score, upTo100 } from './candidates.ts';
import { toleratedBy, untolerated } from './tolerations.ts';

const unschedulableTaint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** A cordoned node takes only pods that tolerate it, as those of DaemonSets do. */
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

/** A port of the node is one pod's alone. */
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

/** Of resources only the number of pods counts: processes share the machine as they like. */
export const tooManyPods: Filter = () => (candidate) =>
  candidate.pods.length + 1 > allocatablePods(candidate) ? { reason: 'Too many pods', byPods: true } : null;

/** Nodes with fewer PreferNoSchedule taints that the pod does not tolerate. */
export const fewestTaints: Score = (pod, fitting) => {
  const counts = fitting.map(
    ({ node }) =>
      (node.spec?.taints ?? []).filter(
        (taint) => taint.effect === 'PreferNoSchedule' && !toleratedBy(pod.spec?.tolerations, taint),
      ).length,
  );
  return upTo100(counts).map((share) => 100 - share);
};

/** Stands for the real scheduler's least allocated resources, which pods without requests fill evenly, too. */
export const leastPods: Score = (_pod, fitting) =>
  fitting.map((candidate) => {
    const room = allocatablePods(candidate);
    return (100 * Math.max(0, room - candidate.pods.length - 1)) / room;
  });

/** A node that says nothing is taken for one with a kubelet's default. */
const allocatablePods = ({ node }: Parameters<ReturnType<Filter>>[0]): number =>
  Number(node.status?.allocatable?.pods ?? 110);
