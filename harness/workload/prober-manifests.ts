import type { V1DaemonSet, V1Namespace, V1Service } from '@kubernetes/client-node';
import type { NodeProbe } from '../journal/probe-entries.ts';
import { nodeProbeEveryMs } from '../scenario/probe-pace.ts';
import { appLabels, runLabels } from './labels.ts';
import { defaultSeccomp, restrictedContainer } from './restricted.ts';

/** Namespace and name of the probers. */
export const probers = { namespace: 'rehearse-probes', daemonSet: 'prober' } as const;

/** Has the address of every prober, for their peers. */
const peersService = 'probers';
const peersName = `${peersService}.${probers.namespace}.svc.cluster.local`;
/** The port on which they listen for each other. */
const peerPort = 8_090;

const folderOnNode = '/var/lib/k8s-rehearse/probes';
const folderInPod = '/probes';

/** Path of a prober's output on the node: one JSON object per line, see workloads/web/prober.ts. */
export function proberFile(nodeName: string): string {
  return `${folderOnNode}/${fileName(nodeName)}`;
}

/** Runs without any capability, but as root, because the kubelet creates the folder on the node for root only. */
const securityContext = {
  runAsUser: 0,
  runAsGroup: 0,
  ...restrictedContainer,
  ...defaultSeccomp,
};

export interface ProberOptions {
  readonly image: string;
  /** What is probed from each node. */
  readonly probes: readonly NodeProbe[];
  readonly runId: string;
}

/**
 * A prober on every node, including control planes and cordoned ones: a drain ignores DaemonSets, so it
 * causes no apparent outage.
 */
export function proberManifests(options: ProberOptions): {
  readonly namespace: V1Namespace;
  readonly service: V1Service;
  readonly daemonSet: V1DaemonSet;
} {
  const selector = appLabels(probers.daemonSet);
  const labels = { ...runLabels(options.runId), ...selector };
  return {
    namespace: {
      metadata: {
        name: probers.namespace,
        // The stricter levels forbid writing to the node's disk.
        labels: { ...runLabels(options.runId), 'pod-security.kubernetes.io/enforce': 'privileged' },
      },
    },
    service: {
      metadata: { name: peersService, namespace: probers.namespace, labels },
      spec: {
        clusterIP: 'None',
        // The network of a node that is not ready is still probed.
        publishNotReadyAddresses: true,
        selector,
        ports: [{ name: 'peers', port: peerPort }],
      },
    },
    daemonSet: {
      metadata: { name: probers.daemonSet, namespace: probers.namespace, labels },
      spec: {
        selector: { matchLabels: selector },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 5,
            tolerations: [{ operator: 'Exists' }],
            containers: [
              {
                name: 'prober',
                image: options.image,
                imagePullPolicy: 'Never',
                args: ['prober'],
                env: [
                  { name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
                  { name: 'PROBE_FILE', value: `${folderInPod}/${fileName('$(NODE_NAME)')}` },
                  { name: 'PROBE_EVERY_MS', value: String(nodeProbeEveryMs) },
                  { name: 'PROBES', value: options.probes.join(',') },
                  { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
                  { name: 'PEERS_NAME', value: peersName },
                  { name: 'PEER_PORT', value: String(peerPort) },
                ],
                resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { memory: '128Mi' } },
                securityContext,
                volumeMounts: [{ name: 'probes', mountPath: folderInPod }],
              },
            ],
            volumes: [{ name: 'probes', hostPath: { path: folderOnNode, type: 'DirectoryOrCreate' } }],
          },
        },
      },
    },
  };
}

function fileName(nodeName: string): string {
  return `${nodeName}.ndjson`;
}
