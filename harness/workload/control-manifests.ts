import type { V1Deployment, V1Namespace } from '@kubernetes/client-node';
import { appLabels, runLabels } from './labels.ts';
import { restrictedContainer, restrictedPod } from './restricted.ts';

/** Objects that the probes of the control plane write and roll. Gates and the judge do not wait for them. */
export const controlNamespace = 'rehearse-control';

/** The Deployment that an API server's probe rolls, by the API server's name. */
export function rolledDeployment(apiServer: string): string {
  return `rollout-${apiServer}`;
}

export interface ControlManifestOptions {
  readonly image: string;
  readonly runId: string;
  /** Names of the API servers through which a Deployment is rolled. */
  readonly rollouts: readonly string[];
}

/** A namespace for the probes' own objects, and a Deployment of one small pod for each API server to be rolled through. */
export function controlManifests({ image, runId, rollouts }: ControlManifestOptions): {
  readonly namespace: V1Namespace;
  readonly deployments: readonly V1Deployment[];
} {
  return {
    namespace: {
      metadata: {
        name: controlNamespace,
        labels: { ...runLabels(runId), 'pod-security.kubernetes.io/enforce': 'restricted' },
      },
    },
    deployments: rollouts.map((apiServer) => createDeployment(rolledDeployment(apiServer), image, runId)),
  };
}

/**
 * Tolerates the node's role: while one node is drained another one is available, whatever the pools, so that
 * a drain delays a rollout by at most one eviction. It ends at once, because it gets no requests.
 */
function createDeployment(name: string, image: string, runId: string): V1Deployment {
  const selector = appLabels(name);
  const labels = { ...runLabels(runId), ...selector };
  return {
    metadata: { name, namespace: controlNamespace, labels },
    spec: {
      replicas: 1,
      revisionHistoryLimit: 1,
      selector: { matchLabels: selector },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 1,
          tolerations: [
            { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' },
          ],
          securityContext: restrictedPod,
          containers: [
            {
              name: 'web',
              image,
              imagePullPolicy: 'Never',
              env: [
                { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
                { name: 'ON_SIGTERM', value: 'exit' },
              ],
              resources: { requests: { cpu: '10m', memory: '48Mi' }, limits: { memory: '128Mi' } },
              securityContext: restrictedContainer,
            },
          ],
        },
      },
    },
  };
}
