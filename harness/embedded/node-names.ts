import type { ClusterSpec, Slot } from '../scenario/scenario.ts';

/** Label of a node with its slot, the same as on the other providers. */
const poolLabel = 'k8s-rehearse/pool';
const ordinalLabel = 'k8s-rehearse/ordinal';
const hostnameLabel = 'kubernetes.io/hostname';
const controlPlaneLabel = 'node-role.kubernetes.io/control-plane';

/** Pool of the control planes, which a scenario does not name. */
const controlPlanePool = 'control-plane';

/** Every slot of the cluster: control planes first, then the pools in the scenario's order. */
export function listSlots(spec: Pick<ClusterSpec, 'controlPlanes' | 'pools'>): readonly Slot[] {
  const places = (pool: string, role: Slot['role'], count: number) =>
    Array.from({ length: count }, (_, ordinal): Slot => ({ pool, role, ordinal }));
  return [
    ...places(controlPlanePool, 'control-plane', spec.controlPlanes),
    ...spec.pools.flatMap(({ name, nodes }) => places(name, 'worker', nodes)),
  ];
}

/**
 * Names as in kind, `NAME-worker`, `NAME-worker2`, …. A name is never reused, because a replaced machine is a new one.
 */
export function nodeNames(cluster: string): (role: Slot['role']) => string {
  const made = { 'control-plane': 0, worker: 0 };
  return (role) => {
    made[role] += 1;
    return `${cluster}-${role}${made[role] === 1 ? '' : made[role]}`;
  };
}

export function createLabels(name: string, { pool, role, ordinal }: Slot): Record<string, string> {
  return {
    [hostnameLabel]: name,
    'kubernetes.io/os': 'linux',
    [poolLabel]: pool,
    [ordinalLabel]: String(ordinal),
    ...(role === 'control-plane' && { [controlPlaneLabel]: '' }),
  };
}

export function createTaints({ role }: Slot): readonly { key: string; effect: 'NoSchedule' }[] {
  return role === 'control-plane' ? [{ key: controlPlaneLabel, effect: 'NoSchedule' }] : [];
}

/** Components that a control plane shows as static pods. There is no etcd: the cluster process holds the store. */
const components = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];

export function listStaticPods(
  version: string,
): readonly { readonly name: string; readonly image: string }[] {
  return components.map((name) => ({ name, image: `embedded/${name}:v${version}` }));
}
