import type { V1DaemonSet, V1Namespace } from '@kubernetes/client-node';
import { appLabels, runLabels } from './labels.ts';
import { defaultSeccomp, restrictedContainer } from './restricted.ts';

/** Where the DNS probers are, by name. */
export const probers = { namespace: 'rehearse-probes', daemonSet: 'dns-prober' } as const;

const folderOnNode = '/var/lib/k8s-rehearse/probes';
const folderInPod = '/probes';

/** Path on the node of what its prober writes: one JSON object a line, see workloads/web/prober.ts. */
export function proberFile(nodeName: string): string {
  return `${folderOnNode}/${fileName(nodeName)}`;
}

/** Runs with no capability at all, but as root: the kubelet makes the folder on the node root's own. */
const securityContext = {
  runAsUser: 0,
  runAsGroup: 0,
  ...restrictedContainer,
  ...defaultSeccomp,
};

/** A DNS prober on every node, control planes and cordoned ones too: a drain leaves DaemonSets, and so is not mistaken for an outage. */
export function proberManifests(options: { readonly image: string; readonly runId: string }): {
  readonly namespace: V1Namespace;
  readonly daemonSet: V1DaemonSet;
} {
  const selector = appLabels(probers.daemonSet);
  const labels = { ...runLabels(options.runId), ...selector };
  return {
    namespace: {
      metadata: {
        name: probers.namespace,
        // Writing to the node's disk is what the stricter levels forbid.
        labels: { ...runLabels(options.runId), 'pod-security.kubernetes.io/enforce': 'privileged' },
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
  return `dns-${nodeName}.ndjson`;
}
