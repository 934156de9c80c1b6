import type { DaemonSet, Node, Pod } from '../../objects.ts';
import { selectsNode } from '../scheduler/node-affinity.ts';
import { type Toleration, toleratedBy } from '../scheduler/tolerations.ts';

type PodSpec = NonNullable<Pod['spec']>;

/** Whether a node gets a daemon pod, and whether an existing one may stay. */
export interface Eligibility {
  readonly shouldRun: boolean;
  readonly mayStay: boolean;
}

/**
 * Evaluates the template's node name, selector, required affinity and tolerations. A taint that is added
 * later only removes a daemon pod if its effect is NoExecute.
 * https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/
 */
export function eligibility(daemonSet: DaemonSet, node: Node): Eligibility {
  const spec = daemonSet.spec?.template?.spec;
  const isNamed = !spec?.nodeName || spec.nodeName === node.metadata.name;
  if (spec === undefined || !isNamed || !selectsNode({ metadata: node.metadata, spec }, node))
    return { shouldRun: false, mayStay: false };
  const tolerations = listTolerations(spec);
  const against = (node.spec?.taints ?? []).filter(
    (taint) => taint.effect !== 'PreferNoSchedule' && !toleratedBy(tolerations, taint),
  );
  return {
    shouldRun: against.length === 0,
    mayStay: against.every(({ effect }) => effect !== 'NoExecute'),
  };
}

const automatic: readonly { readonly name: string; readonly effect: string }[] = [
  { name: 'not-ready', effect: 'NoExecute' },
  { name: 'unreachable', effect: 'NoExecute' },
  { name: 'disk-pressure', effect: 'NoSchedule' },
  { name: 'memory-pressure', effect: 'NoSchedule' },
  { name: 'pid-pressure', effect: 'NoSchedule' },
  { name: 'unschedulable', effect: 'NoSchedule' },
];
const onHostNetwork = { name: 'network-unavailable', effect: 'NoSchedule' };

/** The template's own tolerations, and those that every daemon pod gets. */
export function listTolerations(spec: PodSpec): Toleration[] {
  const own = spec.tolerations ?? [];
  const added = (spec.hostNetwork ? [...automatic, onHostNetwork] : automatic).map(({ name, effect }) => ({
    key: `node.kubernetes.io/${name}`,
    operator: 'Exists',
    effect,
  }));
  const isThere = (one: Toleration) =>
    own.some(
      ({ key, operator, effect }) => key === one.key && operator === one.operator && effect === one.effect,
    );
  return [...own, ...added.filter((toleration) => !isThere(toleration))];
}
