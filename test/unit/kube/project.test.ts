import type { V1EndpointSlice, V1Node, V1Pod } from '@kubernetes/client-node';
import { describe, expect, test } from 'vitest';
import { endpointStates, eventEntry, nodeState, podState } from '../../../harness/kube/project.ts';
import { daemonSetRollout, deploymentRollout } from '../../../harness/kube/rollout-states.ts';
import { kops } from '../../../harness/scenario/providers/kops.ts';

const running: V1Pod = {
  metadata: {
    uid: 'u',
    namespace: 'app',
    name: 'web-1',
    ownerReferences: [
      { apiVersion: 'v1', kind: 'Other', name: 'o', uid: 'x' },
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'y', controller: true },
    ],
  },
  spec: { nodeName: 'worker', containers: [{ name: 'web', image: 'web:1' }] },
  status: {
    phase: 'Running',
    podIP: '10.0.0.1',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'web', image: 'web:1', imageID: '', ready: true, restartCount: 2 }],
  },
};

describe('a pod', () => {
  test('has the state of its status', () => {
    expect(podState(running)).toEqual({
      uid: 'u',
      namespace: 'app',
      name: 'web-1',
      node: 'worker',
      phase: 'Running',
      ready: true,
      terminating: false,
      ip: '10.0.0.1',
      owner: 'ReplicaSet/web',
      restarts: 2,
      images: ['web:1'],
      waiting: null,
    });
  });

  test('is terminating from its deletion on, and has the reason why a container waits', () => {
    const failing: V1Pod = {
      ...running,
      metadata: { ...running.metadata, deletionTimestamp: new Date(0) },
      status: {
        containerStatuses: [
          {
            name: 'web',
            image: '',
            imageID: '',
            ready: false,
            restartCount: 0,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
          },
        ],
      },
    };
    expect(podState(failing)).toMatchObject({
      terminating: true,
      ready: false,
      waiting: 'CrashLoopBackOff',
      ip: null,
    });
  });

  test('without a status is not ready and has no node', () => {
    expect(podState({})).toMatchObject({
      node: null,
      phase: 'Unknown',
      ready: false,
      owner: null,
      restarts: 0,
    });
  });
});

test('a node has the version that its kubelet reports', () => {
  const node = {
    metadata: { name: 'worker', uid: 'n' },
    spec: { unschedulable: true },
    status: {
      nodeInfo: { kubeletVersion: 'v1.34.4' } as never,
      conditions: [{ type: 'Ready', status: 'Unknown' }],
    },
  };
  expect(nodeState(node)).toEqual({
    name: 'worker',
    uid: 'n',
    ready: false,
    unschedulable: true,
    kubeletVersion: '1.34.4',
  });
});

test('a node says which pool it is in and what a command does to it, where that is asked for', () => {
  const node: V1Node = {
    metadata: {
      name: 'i-1',
      uid: 'n',
      labels: {
        'kops.k8s.io/instancegroup': 'nodes-a',
        'node.kubernetes.io/exclude-from-external-load-balancers': '',
      },
    },
    spec: {
      providerID: 'aws:///us-east-1a/i-1',
      taints: [{ key: 'kops.k8s.io/scheduled-for-update', effect: 'PreferNoSchedule' }],
    },
    status: {
      addresses: [
        { type: 'Hostname', address: 'i-1' },
        { type: 'InternalIP', address: '172.20.0.5' },
      ],
    },
  };
  expect(nodeState(node, kops.nodeMarks)).toMatchObject({
    pool: 'nodes-a',
    role: 'worker',
    address: '172.20.0.5',
    providerId: 'aws:///us-east-1a/i-1',
    excluded: true,
    scheduledForUpdate: true,
  });
  const master = { metadata: { name: 'i-2', labels: { 'node-role.kubernetes.io/control-plane': '' } } };
  expect(nodeState(master, kops.nodeMarks)).toEqual({
    name: 'i-2',
    uid: '',
    ready: false,
    unschedulable: false,
    kubeletVersion: '',
    role: 'control-plane',
  });
  expect(Object.keys(nodeState(node))).toEqual(Object.keys(nodeState({ metadata: { name: 'i-3' } })));
});

test('an endpoint without conditions is ready, and serving follows ready', () => {
  const slice: V1EndpointSlice = {
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.0.0.1'] },
      {
        addresses: ['10.0.0.2'],
        nodeName: 'worker',
        targetRef: { kind: 'Pod', name: 'web-2', uid: 'u2' },
        conditions: { ready: false, serving: true, terminating: true },
      },
      { addresses: ['10.0.0.3'], conditions: { ready: false } },
    ],
  };
  const none = { pod: null, uid: null, node: null };
  expect(endpointStates(slice)).toEqual([
    { ...none, ip: '10.0.0.1', ready: true, serving: true, terminating: false },
    {
      ...{ pod: 'web-2', uid: 'u2', node: 'worker', ip: '10.0.0.2' },
      ...{ ready: false, serving: true, terminating: true },
    },
    { ...none, ip: '10.0.0.3', ready: false, serving: false, terminating: false },
  ]);
});

test('rollouts of both kinds count alike', () => {
  const metadata = { namespace: 'kube-system', name: 'x', generation: 4 };
  const common = { namespace: 'kube-system', name: 'x', generation: 4, observedGeneration: 3 };
  const counts = { desired: 3, updated: 2, ready: 1, available: 1 };
  expect(
    daemonSetRollout({
      metadata,
      status: {
        observedGeneration: 3,
        desiredNumberScheduled: 3,
        currentNumberScheduled: 3,
        numberMisscheduled: 0,
        updatedNumberScheduled: 2,
        numberReady: 1,
        numberAvailable: 1,
      },
    }),
  ).toEqual({ kind: 'DaemonSet', ...common, ...counts });
  expect(
    deploymentRollout({
      metadata,
      spec: { replicas: 3, selector: {}, template: {} },
      status: {
        observedGeneration: 3,
        replicas: 4,
        updatedReplicas: 2,
        readyReplicas: 1,
        availableReplicas: 1,
      },
    }),
  ).toEqual({ kind: 'Deployment', ...common, ...counts, replicas: 4 });
});

test('an event about a node belongs to that node, one about a pod to the node that reported it', () => {
  const metadata = { namespace: 'app' };
  const about = (kind: string, name: string, rest: object = {}) =>
    eventEntry({ metadata, involvedObject: { kind, name }, reason: 'R', message: 'm', ...rest });
  expect(about('Node', 'worker')).toMatchObject({ object: 'Node/worker', node: 'worker', count: 1 });
  expect(about('Pod', 'web', { source: { host: 'worker2' }, count: 7 })).toMatchObject({
    node: 'worker2',
    count: 7,
  });
  expect(about('Pod', 'web', { count: 1, series: { count: 9 } })).toMatchObject({ node: null, count: 9 });
});
