import { expect } from 'vitest';
import { sendJson } from '../../../harness/kube/send-json.ts';
import { servedKinds } from '../../../harness/kube/served-kinds.ts';
import { applyManifests, checkManifests } from '../../../harness/workload/own/apply.ts';
import { placed } from '../workload/placed.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

type Objects = Parameters<typeof placed>[0];

const { signal } = new AbortController();

/**
 * Applies objects as a rehearsal does, and expects each to contain every written field when it is read back.
 * Their namespace is deleted afterwards: a bare pod that waits forever could block another case's pods.
 */
export async function expectRoundTrip({ cluster, kube, runId }: World, objects: Objects): Promise<void> {
  const options = { kubeconfig: cluster.kubeconfig, objects: placed(objects), runId, signal, say: () => {} };
  await checkManifests(options);
  await applyManifests(options);
  const kinds = servedKinds(kube);
  for (const object of objects) {
    const served = await kinds.find(object.apiVersion, object.kind, signal);
    const within = served?.namespaced ? `/namespaces/${namespace}` : '';
    const path = `${served?.root}${within}/${served?.plural}/${object.metadata.name}`;
    const { body } = await sendJson(kube, { method: 'GET', path, signal });
    expect(body).toMatchObject(object);
  }
  await kube.core.deleteNamespace({ name: namespace });
  await until('its pods have gone', async () => {
    const { items } = await kube.core.listNamespacedPod({ namespace });
    return items.length === 0;
  });
}

const namespace = 'round-trip';
const labels = { app: 'odd' };

/** Fields that a client with its own types might drop, rename or convert. None of these objects run. */
export const oddObjects: Objects = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'odd', namespace },
    spec: {
      selector: labels,
      ports: [
        { name: 'by-name', port: 80, targetPort: 'http', appProtocol: 'kubernetes.io/h2c' },
        { name: 'by-number', port: 81, targetPort: 8081 },
      ],
      publishNotReadyAddresses: true,
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
      internalTrafficPolicy: 'Local',
      trafficDistribution: 'PreferClose',
    },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'odd', namespace },
    spec: {
      maxUnavailable: '25%',
      selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['odd'] }] },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'odd',
      namespace,
      annotations: { 'example.com/true': 'true', 'example.com/octal': '0400' },
    },
    immutable: true,
    data: { 'key.with-every_sign': '', on: 'yes' },
    binaryData: { bytes: 'AP8=' },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'odd', namespace },
    spec: {
      replicas: 0,
      minReadySeconds: 3,
      strategy: { rollingUpdate: { maxSurge: '30%', maxUnavailable: 1 } },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          securityContext: { runAsNonRoot: true, fsGroup: 0o400 },
          tolerations: [{ operator: 'Exists', tolerationSeconds: 1, effect: 'NoExecute' }],
          topologySpreadConstraints: [
            {
              ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
              ...{ labelSelector: { matchLabels: labels }, nodeTaintsPolicy: 'Honor' },
            },
          ],
          containers: [
            {
              ...{ name: 'odd', image: 'odd:1', command: ['true'], args: ['yes', '0400', '1e3'] },
              env: [
                { name: 'YES', value: 'yes' },
                { name: 'KEY', valueFrom: { secretKeyRef: { name: 'none', key: 'k', optional: true } } },
              ],
              ports: [{ name: 'http', containerPort: 8080 }],
              resources: { requests: { cpu: '1500m', memory: '1Gi' }, limits: { memory: '1536Mi' } },
              resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
              readinessProbe: { tcpSocket: { port: 'http' }, periodSeconds: 1 },
              livenessProbe: { httpGet: { port: 8080, httpHeaders: [{ name: 'X-A', value: '0400' }] } },
              lifecycle: { preStop: { sleep: { seconds: 5 } } },
            },
          ],
        },
      },
    },
  },
];

/** Features that only a cluster with Kubernetes' own code has. */
export const oddForReal: Objects = [
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'baskets.shop.example' },
    spec: {
      group: 'shop.example',
      scope: 'Namespaced',
      names: { kind: 'Basket', plural: 'baskets', singular: 'basket' },
      versions: [
        {
          ...{ name: 'v1', served: true, storage: true },
          schema: {
            openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      ],
    },
  },
  {
    apiVersion: 'shop.example/v1',
    kind: 'Basket',
    metadata: { name: 'odd', namespace },
    spec: { port: '80', mode: 0o400, list: [1, 'two', { three: 3.5 }], off: false },
  },
  {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name: 'odd' },
    value: -5,
  } as never,
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'odd', namespace } },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bare', namespace },
    spec: {
      ...{
        hostUsers: true,
        automountServiceAccountToken: false,
        priorityClassName: 'odd',
        serviceAccountName: 'odd',
        schedulerName: 'nobody',
      },
      initContainers: [
        {
          name: 'sidecar',
          image: 'odd:1',
          restartPolicy: 'Always',
          startupProbe: { exec: { command: ['a'] } },
        },
      ],
      containers: [
        {
          ...{ name: 'odd', image: 'odd:1', envFrom: [{ configMapRef: { name: 'odd', optional: true } }] },
          volumeMounts: [
            {
              name: 'keys',
              mountPath: '/keys',
              readOnly: true,
              recursiveReadOnly: 'IfPossible',
              subPathExpr: '$(A)',
            },
          ],
        },
      ],
      volumes: [
        {
          name: 'keys',
          projected: {
            defaultMode: 0o400,
            sources: [
              { secret: { name: 's', optional: true, items: [{ key: 'k', path: 'p', mode: 0o440 }] } },
              { serviceAccountToken: { path: 't', audience: 'a', expirationSeconds: 600 } },
            ],
          },
        },
        { name: 'scratch', emptyDir: { sizeLimit: '10Mi', medium: 'Memory' } },
      ],
    },
  },
];
