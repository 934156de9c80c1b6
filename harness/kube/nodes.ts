import { PatchStrategy, setHeaderOptions, type V1Node } from '@kubernetes/client-node';
import type { Kube } from './connect.ts';
import { bounded } from './request.ts';

/** Every kubelet renews its node's lease, of the node's name, in this namespace. */
const leaseNamespace = 'kube-node-lease';

/** A node's current report. */
export interface NodeReport {
  /** Without `v`. */
  readonly kubeletVersion: string;
  readonly ready: boolean;
  /** Message of the Ready condition, such as `Kubelet stopped posting node status.`; may be empty. */
  readonly message: string;
  /** When its kubelet last posted the Ready condition, by the node's clock; compare for equality only. */
  readonly heartbeat: string;
}

/** Cordons or uncordons a node. @throws ApiException, network errors */
export async function setUnschedulable(
  kube: Kube,
  node: string,
  unschedulable: boolean,
  signal: AbortSignal,
): Promise<void> {
  const options = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch, bounded(signal));
  await kube.core.patchNode({ name: node, body: { spec: { unschedulable } } }, options);
}

/** Sets labels of a node. @throws ApiException, network errors */
export async function setNodeLabels(
  kube: Kube,
  node: string,
  labels: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<void> {
  const options = setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch, bounded(signal));
  await kube.core.patchNode({ name: node, body: { metadata: { labels } } }, options);
}

/** Reads a node's current report. @throws ApiException, network errors */
export async function readNodeReport(kube: Kube, node: string, signal: AbortSignal): Promise<NodeReport> {
  const read: V1Node = await kube.core.readNode({ name: node }, bounded(signal));
  const ready = read.status?.conditions?.find((condition) => condition.type === 'Ready');
  return {
    kubeletVersion: (read.status?.nodeInfo?.kubeletVersion ?? '').replace(/^v/, ''),
    ready: ready?.status === 'True',
    message: ready?.message ?? '',
    heartbeat: stamp(ready?.lastHeartbeatTime),
  };
}

/** When the node's kubelet last renewed its lease, by the node's clock; compare for equality only. @throws ApiException, network errors */
export async function leaseRenewal(kube: Kube, node: string, signal: AbortSignal): Promise<string> {
  const lease = await kube.coordination.readNamespacedLease(
    { name: node, namespace: leaseNamespace },
    bounded(signal),
  );
  return stamp(lease.spec?.renewTime);
}

/** The library's types say Date throughout, but times with microseconds arrive as text. */
function stamp(time: Date | string | undefined): string {
  return time instanceof Date ? time.toISOString() : (time ?? '');
}
