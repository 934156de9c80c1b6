import { describe, expect, it } from 'vitest';
import type {
  JournalEntry,
  JournalRecord,
  NodeState,
  PodState,
  Resource,
  RolloutState,
} from '../../../harness/journal/records.ts';
import { addonsUnmet, foldTimeline, unmet } from '../../../harness/timeline/timeline.ts';

const record = (entry: JournalEntry, atUs = 1): JournalRecord => ({ atUs, ...entry }) as JournalRecord;
const list = (resource: Resource, beganUs = 5) =>
  record({ type: 'list', resource, beganUs, items: 1, purpose: 'gate' });
const node = (over: Partial<NodeState> = {}) =>
  record({
    type: 'node',
    change: 'added',
    node: { name: 'w', uid: 'w', ready: true, unschedulable: false, kubeletVersion: '1.34.4', ...over },
  });
const pod = (over: Partial<PodState> = {}) =>
  record({
    type: 'pod',
    change: 'added',
    pod: {
      uid: 'p',
      namespace: 'kube-system',
      name: 'p',
      node: 'w',
      phase: 'Running',
      ready: true,
      terminating: false,
      ip: null,
      owner: 'ReplicaSet/p',
      restarts: 0,
      images: [],
      waiting: null,
      ...over,
    },
  });
const rollout = (over: Partial<RolloutState> = {}) =>
  record({
    type: 'rollout',
    change: 'added',
    rollout: {
      kind: 'Deployment',
      namespace: 'rehearse',
      name: 'web',
      generation: 1,
      observedGeneration: 1,
      desired: 3,
      updated: 3,
      ready: 3,
      available: 3,
      ...over,
    },
  });
const resources = ['nodes', 'pods', 'endpointslices', 'daemonsets', 'deployments'] as const;
const lists = resources.map((resource) => list(resource));
const well = [
  ...lists,
  node(),
  pod(),
  rollout(),
  rollout({ kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy' }),
];
const web = { kind: 'Deployment', namespace: 'rehearse', name: 'web' } as const;
const expectation = { versions: new Map([['w', '1.34.4']]), rollouts: [web] };
const faults = (...more: JournalRecord[]) => unmet(foldTimeline([...well, ...more]), expectation);

describe('what is unmet', () => {
  it('is a cordon, but not that of a node in quarantine', () => {
    const cordoned = node({ unschedulable: true, kubeletVersion: '1.34.4' });
    const timeline = foldTimeline([...well, cordoned]);
    expect(unmet(timeline, expectation)).toEqual(['node w is cordoned']);
    expect(unmet(timeline, { ...expectation, quarantined: new Set(['w']) })).toEqual([]);
  });

  it('is a target without a ready endpoint, whatever owns its pods', () => {
    const target = { name: 'items', namespace: 'shop', service: 'rehearse-items' };
    const slice = (ready: boolean, service = target.service) =>
      record({
        ...{ type: 'endpoints', change: 'added', namespace: 'shop', slice: `${service}-1`, service },
        endpoints: [
          { pod: 'bare', uid: 'bare', ip: '10.0.0.1', node: 'w', ready, serving: ready, terminating: false },
        ],
      } as JournalEntry);
    const unmetWith = (...more: JournalRecord[]) =>
      unmet(foldTimeline([...well, ...more]), { ...expectation, targets: [target] });
    const fault = ['target items: Service shop/rehearse-items has no ready endpoint'];
    expect(unmetWith()).toEqual(fault);
    expect(unmetWith(slice(false), slice(true, 'other'))).toEqual(fault);
    expect(unmetWith(slice(true))).toEqual([]);
  });

  it('is nothing if everything is ready', () => {
    expect(faults()).toEqual([]);
  });

  it.each([
    ['a node that is not Ready', node({ ready: false }), 'node w is not Ready'],
    ['a cordoned node', node({ unschedulable: true }), 'node w is cordoned'],
    ['a node of another version', node({ kubeletVersion: '1.33.13' }), 'node w reports 1.33.13, not 1.34.4'],
    [
      'a system pod that is not ready',
      pod({ ready: false, waiting: 'CrashLoopBackOff' }),
      'pod kube-system/p is not ready (CrashLoopBackOff)',
    ],
    [
      'a static pod that is being removed',
      pod({ ready: false, terminating: true, owner: 'Node/w' }),
      'pod kube-system/p is not ready (Running)',
    ],
    [
      'a DaemonSet half rolled out',
      rollout({ kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy', updated: 1 }),
      'DaemonSet kube-system/kube-proxy: 1 of 3 updated',
    ],
    [
      'a DaemonSet whose change nobody has seen',
      rollout({ kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy', generation: 2 }),
      'DaemonSet kube-system/kube-proxy: its controller has not seen its last change',
    ],
    [
      'a system Deployment with a pod too few',
      rollout({ namespace: 'kube-system', name: 'coredns', available: 2 }),
      'Deployment kube-system/coredns: 2 of 3 available',
    ],
    [
      'a system Deployment with a pod of before',
      rollout({ namespace: 'kube-system', name: 'coredns', replicas: 4 }),
      'Deployment kube-system/coredns: 1 old pod is still there',
    ],
    ['the workload with a pod too few', rollout({ ready: 2 }), 'Deployment rehearse/web: 2 of 3 ready'],
    [
      'a watch that is blind',
      record({ type: 'blind', resource: 'pods', edge: 'begin', why: 'gone' }),
      "pods can't be seen now",
    ],
    [
      "a blind watch of the Service's endpoints",
      record({ type: 'blind', resource: 'endpointslices', edge: 'begin', why: 'gone' }),
      "endpointslices can't be seen now",
    ],
  ])('names %s', (_, one, fault) => {
    expect(faults(one)).toEqual([fault]);
  });

  it('leaves out finished pods, pods whose successor another condition covers, and the pods of others', () => {
    expect(faults(pod({ ready: false, phase: 'Succeeded' }))).toEqual([]);
    expect(faults(pod({ ready: false, phase: 'Failed', owner: 'Job/cleanup' }))).toEqual([]);
    expect(faults(pod({ ready: false, terminating: true, owner: 'DaemonSet/kube-proxy' }))).toEqual([]);
    expect(faults(pod({ ready: false, namespace: 'rehearse' }))).toEqual([]);
  });

  it('waits for every rollout of the workload, including its StatefulSets', () => {
    const rollouts = [web, { kind: 'StatefulSet', namespace: 'shop', name: 'carts' } as const];
    expect(unmet(foldTimeline(well), { ...expectation, rollouts })).toEqual([
      'statefulsets have not been listed',
      'StatefulSet shop/carts is not there',
    ]);
    const carts = rollout({ kind: 'StatefulSet', namespace: 'shop', name: 'carts', ready: 1 });
    expect(
      unmet(foldTimeline([...well, list('statefulsets', 1), carts]), { ...expectation, rollouts }),
    ).toEqual(['StatefulSet shop/carts: 1 of 3 ready']);
  });

  it('names what does not exist, and what was never listed', () => {
    expect(unmet(foldTimeline([]), expectation)).toEqual([
      ...resources.map((resource) => `${resource} have not been listed`),
      'node w is not there',
      'Deployment rehearse/web is not there',
    ]);
  });

  it('requires lists that were requested after a time', () => {
    const state = foldTimeline([...well, list('pods', 9)]);
    expect(unmet(state, { ...expectation, listedSinceUs: 6 })).toEqual(
      resources.filter((one) => one !== 'pods').map((one) => `${one} have not been listed again`),
    );
  });
});

describe('add-ons that are not rolled out', () => {
  const addons = (...more: JournalRecord[]) => addonsUnmet(foldTimeline([...well, ...more]), 5);
  const proxies = (over: Partial<RolloutState>) =>
    rollout({ kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy', ...over });

  it('are none if everything is rolled out, whatever the state of nodes and workload', () => {
    const elsewhere = [node({ unschedulable: true, kubeletVersion: '1.33.13' }), rollout({ ready: 0 })];
    expect(addons(...elsewhere)).toEqual([]);
  });

  it.each([
    ['newest generation is not observed', proxies({ generation: 2 }), 'has not seen its last change'],
    ['pods are not updated', proxies({ updated: 2 }), 'DaemonSet kube-system/kube-proxy: 2 of 3 updated'],
    ['pods are not available', proxies({ available: 2 }), 'kube-proxy: 2 of 3 available'],
    [
      'old pods are not gone',
      rollout({ namespace: 'kube-system', name: 'coredns', desired: 2, updated: 2, replicas: 3 }),
      'Deployment kube-system/coredns: 1 old pod is still there',
    ],
    ['old pods are terminating', pod({ terminating: true }), 'pod kube-system/p is still terminating'],
    [
      'pods say why they are not ready',
      pod({ ready: false, waiting: 'ErrImagePull', owner: 'DaemonSet/kube-proxy' }),
      'pod kube-system/p is not ready (ErrImagePull)',
    ],
    ['lists are older than asked for', list('daemonsets', 4), 'daemonsets have not been listed again'],
    [
      'watch is blind',
      record({ type: 'blind', resource: 'deployments', edge: 'begin', why: 'gone' }),
      "deployments can't be seen now",
    ],
  ])('are those whose %s', (_, one, fault) => {
    expect(addons(one)).toEqual([expect.stringContaining(fault)]);
  });

  it('do not include static pods, pods that have ended and those of other namespaces', () => {
    expect(addons(pod({ ready: false, owner: 'Node/w' }))).toEqual([]);
    for (const phase of ['Succeeded', 'Failed']) expect(addons(pod({ ready: false, phase }))).toEqual([]);
    expect(addons(pod({ terminating: true, namespace: 'rehearse' }))).toEqual([]);
  });
});
