import type { Node, Pod } from '../../objects.ts';

/** A node with the pods that run on it or are about to. */
export interface Candidate {
  readonly node: Node;
  readonly pods: readonly Pod[];
}

/** Why a node does not fit a pod. */
export interface Refusal {
  /** The real scheduler's wording, for its message. */
  readonly reason: string;
  /** Whether removing pods from the nodes could help; determines the second half of the message. */
  readonly byPods: boolean;
}

/** Decides for each node whether it fits the pod; reads shared data about all nodes once. */
export type Filter = (pod: Pod, all: readonly Candidate[]) => (candidate: Candidate) => Refusal | null;

/** A score from 0 to 100 for each fitting node, in order. */
export type Score = (pod: Pod, fitting: readonly Candidate[], all: readonly Candidate[]) => readonly number[];

/** @param pods bound pods; those that have ended and those on unknown nodes are ignored */
export function listCandidates(nodes: readonly Node[], pods: readonly Pod[]): readonly Candidate[] {
  const byNode = new Map<string, Pod[]>(nodes.map((node) => [node.metadata.name, []]));
  for (const pod of pods) {
    if (hasEnded(pod)) continue;
    byNode.get(pod.spec?.nodeName ?? '')?.push(pod);
  }
  return nodes.map((node) => ({ node, pods: byNode.get(node.metadata.name) ?? [] }));
}

/** Succeeded or Failed: its containers don't restart. */
export const hasEnded = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

export const getLabels = (object: Node | Pod): Readonly<Record<string, string>> =>
  object.metadata.labels ?? {};

/** Scales values to 0 to 100, where the highest becomes 100; if all are 0, they stay 0. */
export function upTo100(values: readonly number[]): readonly number[] {
  const most = Math.max(0, ...values);
  return most === 0 ? values : values.map((value) => (100 * value) / most);
}
