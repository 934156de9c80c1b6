import { readFileSync } from 'node:fs';
import { arch, availableParallelism, release, totalmem } from 'node:os';
import { kubeletPort, podRange } from '../addresses.ts';
import { withCondition } from '../conditions.ts';
import type { New, Node } from '../objects.ts';
import { timestamp } from '../times.ts';

type NodeStatus = NonNullable<Node['status']>;
type Condition = Omit<NonNullable<NodeStatus['conditions']>[number], 'lastTransitionTime'>;

/** Properties of a node in addition to its state. */
export interface NodeDescription {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly effect: 'NoSchedule' | 'NoExecute' }[];
  readonly range: number;
  readonly index: number;
  readonly address: string;
  /** Version of its kubelet, without `v`. */
  readonly version: string;
  /** The container runtime: `processes://node-24.1.0`. */
  readonly runtime: string;
}

/** Architecture in Kubernetes' naming. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
const architecture = architectures[arch()] ?? arch();

/** The node as its kubelet registers it: not Ready yet. @param nowMs wall clock */
export function newNode(description: NodeDescription, nowMs: number): New<'Node'> {
  const { name, labels, taints, range, index, address } = description;
  const podCIDR = podRange(range, index);
  return {
    metadata: { name, labels: { 'kubernetes.io/arch': architecture, ...labels } },
    spec: {
      podCIDR,
      podCIDRs: [podCIDR],
      providerID: `embedded://${address}/${name}`,
      ...(taints.length > 0 && { taints: [...taints] }),
    },
    status: nodeStatus(undefined, description, false, nowMs),
  };
}

/** @param before conditions of others are kept @param ready whether its kubelet works */
export function nodeStatus(
  before: NodeStatus | undefined,
  description: NodeDescription,
  ready: boolean,
  nowMs: number,
): NodeStatus {
  const capacity = {
    cpu: String(availableParallelism()),
    memory: `${Math.floor(totalmem() / 1024)}Ki`,
    pods: '110',
  };
  return {
    ...before,
    capacity,
    allocatable: capacity,
    addresses: [
      { type: 'InternalIP', address: description.address },
      { type: 'Hostname', address: description.name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    conditions: ownConditions(ready).reduce(
      (conditions, condition) =>
        withCondition(conditions, { ...condition, lastHeartbeatTime: timestamp(nowMs) }, nowMs),
      before?.conditions ?? [],
    ),
    nodeInfo: {
      architecture,
      bootID: '',
      containerRuntimeVersion: description.runtime,
      kernelVersion: release(),
      kubeletVersion: `v${description.version}`,
      kubeProxyVersion: '',
      machineID: '',
      operatingSystem: 'linux',
      osImage: systemName(),
      systemUUID: '',
    },
  };
}

/** A node controller expects all of these conditions from a kubelet. */
function ownConditions(ready: boolean): readonly Condition[] {
  const message = 'not measured: all nodes of an embedded cluster are this machine';
  return [
    { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message },
    { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message },
    { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message },
    ready
      ? { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }
      : { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'kubelet is starting' },
  ];
}

/** The name in /etc/os-release. */
function systemName(): string {
  try {
    const pretty = /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(readFileSync('/etc/os-release', 'utf8'));
    return pretty?.[1] ?? 'Linux';
  } catch {
    return 'Linux';
  }
}
