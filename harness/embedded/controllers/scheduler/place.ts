import type { Node, Pod } from '../../objects.ts';
import { type Candidate, type Filter, listCandidates, type Refusal, type Score } from './candidates.ts';
import { nodeAffinity, preferredNodes } from './node-affinity.ts';
import {
  fewestTaints,
  leastPods,
  nodePorts,
  nodeUnschedulable,
  taintToleration,
  tooManyPods,
} from './node-fit.ts';
import { podAffinity } from './pod-affinity.ts';
import { preferredCompany } from './pod-affinity-score.ts';
import { topologySpread } from './topology-spread.ts';
import { preferredSpread } from './topology-spread-score.ts';

/** In the order of the default profile: only a node's first reason is reported. */
const filters: readonly Filter[] = [
  nodeUnschedulable,
  taintToleration,
  nodeAffinity,
  nodePorts,
  tooManyPods,
  topologySpread,
  podAffinity,
];

/** With the weights of the default profile. */
const scores: readonly { readonly of: Score; readonly weight: number }[] = [
  { of: fewestTaints, weight: 3 },
  { of: preferredNodes, weight: 2 },
  { of: preferredSpread, weight: 2 },
  { of: preferredCompany, weight: 2 },
  { of: leastPods, weight: 1 },
];

export type Placement = { readonly node: string } | { readonly unschedulable: string };

/**
 * The scheduler's decision: the fitting node with the highest score, the first by name among equals, so that
 * it is deterministic. The embedded cluster ignores requests for CPU and memory.
 * @param pods bound pods, and those about to be bound, with their node
 */
export function place(pod: Pod, nodes: readonly Node[], pods: readonly Pod[]): Placement {
  const all = listCandidates(nodes, pods);
  const checks = filters.map((filter) => filter(pod, all));
  const fitting: Candidate[] = [];
  const refusals: Refusal[] = [];
  for (const candidate of all) {
    const refusal = firstRefusal(candidate, checks);
    if (refusal === null) fitting.push(candidate);
    else refusals.push(refusal);
  }
  const best = chooseBest(pod, fitting, all);
  return best === null ? { unschedulable: unavailable(refusals) } : { node: best };
}

function firstRefusal(candidate: Candidate, checks: readonly ReturnType<Filter>[]): Refusal | null {
  for (const check of checks) {
    const refusal = check(candidate);
    if (refusal !== null) return refusal;
  }
  return null;
}

function chooseBest(pod: Pod, fitting: readonly Candidate[], all: readonly Candidate[]): string | null {
  const sorted = fitting.toSorted((a, b) => (a.node.metadata.name < b.node.metadata.name ? -1 : 1));
  const each = scores.map(({ of, weight }) => of(pod, sorted, all).map((score) => score * weight));
  const total = (index: number) => each.reduce((sum, values) => sum + (values[index] ?? 0), 0);
  let best: { readonly name: string; readonly score: number } | null = null;
  for (const [index, { node }] of sorted.entries()) {
    const score = total(index);
    if (best === null || score > best.score) best = { name: node.metadata.name, score };
  }
  return best?.name ?? null;
}

/**
 * Why no node fits a pod, in the real scheduler's wording. The second half is the result of preemption, which
 * never finds a victim because all pods have the same priority.
 */
function unavailable(refusals: readonly Refusal[]): string {
  if (refusals.length === 0) return 'no nodes available to schedule pods';
  const preemption = refusals.map(({ byPods }) =>
    byPods ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling',
  );
  return `${counted(refusals.map(({ reason }) => reason))} preemption: ${counted(preemption)}`;
}

/** `0/3 nodes are available: 1 Too many pods, 2 node(s) were unschedulable.` */
function counted(reasons: readonly string[]): string {
  const counts = Map.groupBy(reasons, (reason) => reason);
  const parts = [...counts].map(([reason, same]) => `${same.length} ${reason}`).toSorted();
  return `0/${reasons.length} nodes are available: ${parts.join(', ')}.`;
}
