import { describe, expect, it } from 'vitest';
import { resources } from '../../../../../harness/embedded/api/kinds/resources.ts';
import type { Kind } from '../../../../../harness/embedded/objects.ts';
import {
  budget,
  deployment,
  node,
  pod,
  runningStatus,
  service,
} from '../../../../support/embedded/api/manifests.ts';
import { testStorage } from '../../../../support/embedded/api/test-objects.ts';

const cluster = { storage: testStorage().storage, range: 7 };
const created = <K extends Kind>(kind: K, sent: object) =>
  resources[kind].beforeCreate(resources[kind].admit(sent), cluster);

describe('defaults', () => {
  it('of a Deployment are those that Kubernetes documents', () => {
    expect(
      resources.Deployment.admit({ ...deployment, spec: { ...deployment.spec, replicas: null } }),
    ).toMatchObject({
      spec: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
        template: {
          spec: {
            restartPolicy: 'Always',
            dnsPolicy: 'ClusterFirst',
            schedulerName: 'default-scheduler',
            terminationGracePeriodSeconds: 30,
            securityContext: {},
            containers: [
              {
                imagePullPolicy: 'Always',
                resources: {},
                terminationMessagePath: '/dev/termination-log',
                terminationMessagePolicy: 'File',
                ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
              },
            ],
          },
        },
      },
    });
  });

  it('of a probe, too', () => {
    const probe = { httpGet: { port: 'http' } };
    const [container] = pod('web', 'worker').spec.containers;
    const spec = { containers: [{ ...container, image: 'web:1', livenessProbe: probe }] };
    expect(resources.Pod.admit({ metadata: { name: 'web' }, spec })).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: {
        containers: [
          {
            imagePullPolicy: 'IfNotPresent',
            livenessProbe: {
              httpGet: { path: '/', port: 'http', scheme: 'HTTP' },
              periodSeconds: 10,
              timeoutSeconds: 1,
              successThreshold: 1,
              failureThreshold: 3,
            },
          },
        ],
      },
    });
  });

  it('of a DaemonSet is a rolling update of one node at a time', () => {
    const { replicas: _, ...spec } = deployment.spec;
    expect(resources.DaemonSet.admit({ metadata: { name: 'agent' }, spec })).toMatchObject({
      spec: {
        revisionHistoryLimit: 10,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      },
    });
  });

  it('is unchanged when the stored object is sent again', () => {
    const sent: readonly [Kind, object][] = [
      ['Deployment', deployment],
      ['ReplicaSet', { ...deployment, apiVersion: 'apps/v1', kind: 'ReplicaSet' }],
      ['Service', service],
      ['PodDisruptionBudget', budget],
      ['Node', node('worker-1')],
      ['Pod', { ...pod('web', 'worker-1'), status: runningStatus }],
      ['Namespace', { metadata: { name: 'rehearse' } }],
      ['Lease', { metadata: { name: 'worker-1' } }],
      ['ConfigMap', { metadata: { name: 'web' }, data: { key: 'value' } }],
      [
        'EndpointSlice',
        { metadata: { name: 'web' }, addressType: 'IPv4', endpoints: [{ addresses: ['127.7.1.2'] }] },
      ],
      ['Event', { metadata: { name: 'web' }, involvedObject: { kind: 'Pod', name: 'web' } }],
    ];
    for (const [kind, object] of sent) {
      const first = resources[kind].admit(object);
      expect(resources[kind].admit(structuredClone(first)), kind).toEqual(first);
    }
  });
});

describe('the initial state of an object', () => {
  it('a pod is pending and tolerates an unavailable node for five minutes', () => {
    const away = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 };
    expect(created('Pod', { ...pod('web', ''), status: runningStatus })).toMatchObject({
      status: { phase: 'Pending', qosClass: 'BestEffort' },
      spec: {
        tolerations: [
          { key: 'node.kubernetes.io/not-ready', ...away },
          { key: 'node.kubernetes.io/unreachable', ...away },
        ],
      },
    });
  });

  it('broader tolerations are kept', () => {
    const sent = pod('web', '');
    const tolerations = [{ operator: 'Exists' }];
    expect(created('Pod', { ...sent, spec: { ...sent.spec, tolerations } }).spec?.tolerations).toEqual(
      tolerations,
    );
  });

  it('a namespace is active and held by its controller', () => {
    expect(created('Namespace', { metadata: { name: 'rehearse' } })).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'rehearse' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });

  it('a status from the client is ignored, except for nodes', () => {
    const status = { replicas: 9 };
    expect(created('Deployment', { ...deployment, status })).not.toHaveProperty('status');
    expect(created('Node', node('worker-1')).status).toEqual(node('worker-1').status);
  });

  it('a node gets no pods before it is ready', () => {
    const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
    expect(created('Node', node('worker-1')).spec?.taints).toEqual([notReady]);
    const tainted = { ...node('worker-1'), spec: { taints: [notReady] } };
    expect(created('Node', tainted).spec?.taints).toEqual([notReady]);
  });
});
