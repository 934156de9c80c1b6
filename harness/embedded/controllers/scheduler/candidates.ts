import type { Node, Pod } from '../../objects.ts';

/** A node with the pods that are on it or about to be. */
export interface Candidate {
  readonly node: Node;
  readonly pods: readonly Pod[];
}

/** Why a node can't take a pod. */
export interface Refusal {
  /** As the real scheduler words it, for its message. */
  readonly reason: string;
  /** Whether fewer pods on the nodes could change it: what decides the second half of the message. */
  readonly byPods: boolean;
}

/** Decides for each node whether it can take the pod; what it needs to know of all of them it reads once. */
export type Filter = (pod: Pod, all: readonly Candidate[]) => (candidate: Candidate) => Refusal | null;

/** From 0 to 100 for each of the nodes that fit, in their order. */
export type Score = (pod: Pod, fitting: readonly Candidate[], all: readonly Candidate[]) => readonly number[];

/** @param pods bound ones; those that have ended and those of unknown nodes are left out */
export function listCandidates(nodes: readonly Node[], pods: readonly Pod[]): readonly Candidate[] {
  const byNode = new Map<string, Pod[]>(nodes.map((node) => [node.metadata.name, []]));
  for (const pod of pods) {
    if (hasEnded(pod)) continue;
    byNode.get(pod.spec?.nodeName ?? '')?.push(pod);
  }
  return nodes.map((node) => ({ node, pods: byNode.get(node.metadata.name) ?? [] }));
}

/** Succeeded or Failed: its containers don't come back. */
export const hasEnded = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

export const getLabels = (object: Node | Pod): Readonly<Record<string, string>> =>
  object.metadata.labels ?? {};

/** Values onto 0 to 100, the highest becoming 100; all 0 stay so. */
export function upTo100(values: readonly number[]): readonly number[] {
  const most = Math.max(0, ...values);
  return most === 0 ? values : values.map((value) => (100 * value) / most);
}
