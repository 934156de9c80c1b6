import type { V1Taint } from '@kubernetes/client-node';
import type { Kube } from '../../../harness/kube/connect.ts';

/** Nodes whose proxies report them as unhealthy to load balancers, and continue to serve. */
export interface UnhealthyNodes extends AsyncDisposable {}

/**
 * The cluster autoscaler sets this taint before it removes a node: `/healthz` then answers 503 (KEP-3836),
 * and nothing else changes.
 */
const toBeDeleted: V1Taint = { key: 'ToBeDeletedByClusterAutoscaler', effect: 'PreferNoSchedule' };

/** Disposal makes them healthy again. */
export async function unhealthyNodes(kube: Kube, names: readonly string[]): Promise<UnhealthyNodes> {
  await using made = new AsyncDisposableStack();
  for (const name of names) {
    const { spec } = await kube.core.readNode({ name });
    const before = spec?.taints ?? [];
    made.defer(() => setTaints(kube, name, before));
    await setTaints(kube, name, [...before, toBeDeleted]);
  }
  const kept = made.move();
  return { [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function setTaints(kube: Kube, name: string, value: readonly V1Taint[]): Promise<void> {
  await kube.core.patchNode({ name, body: [{ op: 'add', path: '/spec/taints', value }] });
}
