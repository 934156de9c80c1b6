import { meets } from '../../../scenario/manifests/label-selectors.ts';
import type { Node, Pod } from '../../objects.ts';
import { type Filter, getLabels, type Score, upTo100 } from './candidates.ts';

type NodeAffinity = NonNullable<NonNullable<NonNullable<Pod['spec']>['affinity']>['nodeAffinity']>;
type Term = NonNullable<
  NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']
>['nodeSelectorTerms'][number];

/** `spec.nodeSelector` and the required node affinity. */
export const nodeAffinity: Filter =
  (pod) =>
  ({ node }) =>
    selectsNode(pod, node)
      ? null
      : { reason: "node(s) didn't match Pod's node affinity/selector", byPods: false };

/** Whether the node matches the pod's node selector and required node affinity, whose terms are alternatives. */
export function selectsNode(pod: Pod, node: Node): boolean {
  const labels = getLabels(node);
  const selected = Object.entries(pod.spec?.nodeSelector ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  const required = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return selected && (required?.nodeSelectorTerms.some((term) => matches(term, node)) ?? true);
}

/** Sum of the weights of the preferred terms that match. */
export const preferredNodes: Score = (pod, fitting) => {
  const preferred = pod.spec?.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return upTo100(
    fitting.map(({ node }) =>
      preferred
        .filter(({ preference }) => matches(preference, node))
        .reduce((sum, { weight }) => sum + weight, 0),
    ),
  );
};

/** An empty term matches nothing. `metadata.name` is the only field that Kubernetes supports here. */
function matches(term: Term, node: Node): boolean {
  const expressions = term.matchExpressions ?? [];
  const fields = term.matchFields ?? [];
  if (expressions.length + fields.length === 0) return false;
  return (
    expressions.every((requirement) => meets(requirement, getLabels(node))) &&
    fields.every((requirement) => meets(requirement, { 'metadata.name': node.metadata.name }))
  );
}
