import { selects } from '../../../scenario/manifests/label-selectors.ts';
import type { Node, Pod } from '../../objects.ts';
import { type Candidate, type Filter, getLabels } from './candidates.ts';
import { selectsNode } from './node-affinity.ts';
import { untolerated } from './tolerations.ts';

export type Constraint = NonNullable<NonNullable<Pod['spec']>['topologySpreadConstraints']>[number];

const unspread = "node(s) didn't match pod topology spread constraints";

/**
 * Topology spread constraints that a pod requires: no placement may make a domain exceed the emptiest one by
 * more than `maxSkew`. Domains are those of the nodes that match the pod's own node selection. Cordoned and
 * tainted nodes count, unless `nodeTaintsPolicy` excludes them.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
export const topologySpread: Filter = (pod, all) => {
  const constraints = listConstraints(pod, 'DoNotSchedule');
  const keys = constraints.map(({ topologyKey }) => topologyKey);
  const labelled = all.filter(({ node }) => hasAll(node, keys));
  const checks = constraints.map((constraint) => {
    const counts = countByDomain(pod, constraint, labelled);
    // As long as there are fewer domains than `minDomains`, a missing one counts as the emptiest.
    const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values());
    const itself = selects(constraint.labelSelector, getLabels(pod)) ? 1 : 0;
    return ({ node }: Candidate) => {
      const domain = getLabels(node)[constraint.topologyKey];
      if (domain === undefined) return { reason: `${unspread} (missing required label)`, byPods: false };
      const skew = (counts.get(domain) ?? 0) + itself - least;
      return skew > constraint.maxSkew ? { reason: unspread, byPods: true } : null;
    };
  });
  return (candidate) => {
    for (const check of checks) {
      const refusal = check(candidate);
      if (refusal !== null) return refusal;
    }
    return null;
  };
};

export const listConstraints = (pod: Pod, when: 'DoNotSchedule' | 'ScheduleAnyway'): readonly Constraint[] =>
  (pod.spec?.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === when);

export const hasAll = (node: Node, keys: readonly string[]): boolean =>
  keys.every((key) => getLabels(node)[key] !== undefined);

/** How many pods that the constraint selects each domain has: 0 for a domain without any. */
function countByDomain(
  pod: Pod,
  constraint: Constraint,
  labelled: readonly Candidate[],
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const candidate of labelled) {
    const domain = getLabels(candidate.node)[constraint.topologyKey];
    if (domain === undefined || !isDomain(pod, constraint, candidate.node)) continue;
    counts.set(domain, (counts.get(domain) ?? 0) + countOn(candidate, pod, constraint));
  }
  return counts;
}

/** Whether the node counts, by the constraint's policies: by default affinity is honoured and taints are not. */
export const isDomain = (pod: Pod, constraint: Constraint, node: Node): boolean =>
  (constraint.nodeAffinityPolicy === 'Ignore' || selectsNode(pod, node)) &&
  (constraint.nodeTaintsPolicy !== 'Honor' || untolerated(pod, node) === undefined);

/** Pods on the node, in the pod's namespace, that the constraint selects; terminating pods are not counted. */
export const countOn = ({ pods }: Candidate, pod: Pod, constraint: Constraint): number =>
  pods.filter(
    (other) =>
      other.metadata.deletionTimestamp === undefined &&
      other.metadata.namespace === pod.metadata.namespace &&
      selects(constraint.labelSelector, getLabels(other)),
  ).length;
