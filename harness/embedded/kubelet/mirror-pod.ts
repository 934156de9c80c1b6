import { createHash } from 'node:crypto';
import type { New, Node, Pod } from '../objects.ts';
import { timestamp } from '../times.ts';
import type { PodStatus } from './container-status.ts';

export interface StaticPod {
  readonly name: string;
  readonly image: string;
}

export const namespace = 'kube-system';

const mirrorAnnotation = 'kubernetes.io/config.mirror';

export const isMirror = (pod: Pod | null): boolean =>
  pod?.metadata.annotations?.[mirrorAnnotation] !== undefined;

export const getHash = (pod: New<'Pod'>): string => pod.metadata.annotations?.[mirrorAnnotation] ?? '';

export function createMirror({ name, image }: StaticPod, { metadata: node }: Node): New<'Pod'> {
  const hash = createHash('sha256').update(`${name} ${image}`).digest('hex').slice(0, 32);
  return {
    metadata: {
      name: `${name}-${node.name}`,
      namespace,
      labels: { component: name, tier: 'control-plane' },
      annotations: {
        [mirrorAnnotation]: hash,
        'kubernetes.io/config.hash': hash,
        'kubernetes.io/config.seen': new Date().toISOString(),
        'kubernetes.io/config.source': 'file',
      },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: node.uid, controller: true }],
    },
    spec: {
      nodeName: node.name,
      containers: [{ name, image }],
      tolerations: [{ effect: 'NoExecute', operator: 'Exists' }],
    },
  };
}

export function createStatus({ spec }: New<'Pod'>, hostIp: string, nowMs: number): PodStatus {
  const now = timestamp(nowMs);
  return {
    phase: 'Running',
    conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
      (type) => ({ type, status: 'True', lastTransitionTime: now }),
    ),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: hostIp,
    podIPs: [{ ip: hostIp }],
    startTime: now,
    containerStatuses: (spec?.containers ?? []).map(({ name, image = '' }) => ({
      name,
      image,
      // No image and no process: it is part of the cluster process.
      imageID: 'embedded',
      containerID: `embedded://${name}`,
      restartCount: 0,
      started: true,
      ready: true,
      state: { running: { startedAt: now } },
      lastState: {},
    })),
  };
}
