import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JournalRecord, NodeRef, PodState, Role } from '../../../../harness/journal/records.ts';
import {
  type Compared,
  namedComponentsHealthy,
} from '../../../../harness/judge/checks/components-healthy.ts';
import { reasonsText } from '../../../../harness/reasons/reason.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { scenario } from '../../../support/judge/simulated-run.ts';

const ref = (name: string, role: Role): NodeRef => ({
  name,
  uid: name,
  slot: { pool: role, role, ordinal: 0 },
});
const old = [ref('i-0cp', 'control-plane'), ref('i-0a', 'worker'), ref('i-0b', 'worker')];
const fresh = [ref('i-1cp', 'control-plane'), ref('i-1a', 'worker'), ref('i-1b', 'worker')];

const pod = (over: Partial<PodState>): PodState => ({
  ...{ uid: over.name ?? '', namespace: 'kube-system', name: '', node: null, phase: 'Running', ready: true },
  ...{ terminating: false, ip: null, owner: null, restarts: 0, images: [], waiting: null },
  ...over,
});
const onNode = (name: string, node: NodeRef, over: Partial<PodState> = {}): PodState =>
  pod({ name: `${name}-${node.name}`, node: node.name, owner: `Node/${node.name}`, app: name, ...over });
const ofDaemonSet = (name: string, node: NodeRef): PodState =>
  pod({ name: `${name}-${node.uid}`, node: node.name, owner: `DaemonSet/${name}`, app: name });
const ofDeployment = (name: string, replica: string, app = name): PodState =>
  pod({ name: `${name}-5584db574-${replica}`, owner: `ReplicaSet/${name}-5584db574`, app });

/** What kops 1.31 runs in a cluster with Cilium and a DNS zone, by the labels of its own manifests. */
function ofKops(nodes: readonly NodeRef[], version: string): PodState[] {
  const versioned = (name: string, node: NodeRef) =>
    onNode(name, node, { images: [`registry.k8s.io/${name}:v${version}@sha256:${'0'.repeat(64)}`] });
  const planes = nodes.filter(({ slot }) => slot.role === 'control-plane');
  return [
    ...planes.flatMap((node) => [
      versioned('kube-apiserver', node),
      versioned('kube-controller-manager', node),
      versioned('kube-scheduler', node),
      onNode('etcd-manager-main', node),
      onNode('etcd-manager-events', node),
      ofDaemonSet('kops-controller', node),
    ]),
    ...nodes.flatMap((node) => [versioned('kube-proxy', node), ofDaemonSet('cilium', node)]),
    ...['x1', 'x2'].map((replica) => ofDeployment('coredns', replica, 'kube-dns')),
    ofDeployment('coredns-autoscaler', 'x1'),
    ofDeployment('dns-controller', 'x1'),
    ofDeployment('cilium-operator', 'x1'),
  ];
}

const inventory = (when: 'before' | 'after', pods: readonly PodState[]) =>
  ({ atUs: 0, type: 'inventory', when, version: '', nodes: [], expected: [], pods }) as const;

function findings(
  change: (pods: readonly PodState[]) => readonly PodState[] = (pods) => pods,
  before: readonly PodState[] = ofKops(old, '1.33.13'),
) {
  const timeline: Compared['timeline'] = {
    cluster: { ...{ atUs: 0, type: 'cluster', name: 'c', nodes: old, apiServers: [] } },
    members: new Map(fresh.map((node) => [node.name, { node, upgraded: true }])),
    inventories: {
      before: inventory('before', before),
      after: inventory('after', change(ofKops(fresh, '1.34.4'))),
    },
  };
  const { ok, reasons } = namedComponentsHealthy({ timeline, scenario });
  return { ok, text: reasonsText(reasons) };
}

/** Without the pods whose name begins so. */
const without = (start: string) => (pods: readonly PodState[]) =>
  pods.filter(({ name }) => !name.startsWith(start));

describe('the components of a cluster by name', () => {
  it('are counted, and the others are named', () => {
    expect(findings()).toEqual({
      ok: true,
      text: 'as many as before, all Ready: API server 1, controller manager 1, scheduler 1, kube-proxy 3, etcd (main) 1, etcd (events) 1, CoreDNS or kube-dns 2, autoscaler of the cluster DNS 1, dns-controller 1, kops-controller 1, network plugin 3, controllers of the network plugin 1',
    });
    const some = (pods: readonly PodState[]) =>
      without('dns-controller')(without('etcd-manager-events')(pods));
    expect(findings(some, some(ofKops(old, '1.33.13')))).toMatchObject({
      ok: true,
      text: expect.stringMatching(/; not in this cluster: etcd \(events\), dns-controller$/),
    });
  });

  it.each([
    ['kube-apiserver', 'i-1cp has no Ready pod of kube-apiserver'],
    ['kube-controller-manager', 'i-1cp has no Ready pod of kube-controller-manager'],
    ['kube-scheduler', 'i-1cp has no Ready pod of kube-scheduler'],
    ['etcd-manager-main', 'i-1cp has no Ready pod of etcd-manager-main'],
    ['etcd-manager-events', 'i-1cp has no Ready pod of etcd-manager-events'],
    ['kops-controller', 'i-1cp has no Ready pod of kops-controller'],
    ['kube-proxy-i-1b', 'i-1b has no Ready pod of kube-proxy'],
    ['cilium-i-1a', 'i-1a has no Ready pod of cilium'],
    ['coredns-5584db574-x1', '1 of 2 pods of coredns are Ready'],
    ['coredns-autoscaler', '0 of 1 pods of coredns-autoscaler are Ready'],
    ['dns-controller', '0 of 1 pods of dns-controller are Ready'],
    ['cilium-operator', '0 of 1 pods of cilium-operator are Ready'],
  ])('reject the run where %s is gone', (name, text) => {
    expect(findings(without(name))).toEqual({ ok: false, text });
  });

  it('reject it where one is there and not Ready, is about to end, or has ended', () => {
    for (const state of [{ ready: false }, { terminating: true }, { phase: 'Failed' }])
      expect(
        findings((pods) =>
          pods.map((one) => (one.name === 'etcd-manager-events-i-1cp' ? { ...one, ...state } : one)),
        ),
      ).toEqual({ ok: false, text: 'i-1cp has no Ready pod of etcd-manager-events' });
  });

  it('reject it where one runs the old version, and ask for none where it was not known', () => {
    const image = 'registry.k8s.io/kube-proxy:v1.33.13';
    const kept = (pods: readonly PodState[]) =>
      pods.map((one) => (one.name === 'kube-proxy-i-1b' ? { ...one, images: [image] } : one));
    expect(findings(kept)).toEqual({ ok: false, text: `kube-proxy-i-1b runs ${image}` });
    const own = (pods: readonly PodState[]) => pods.map((one) => ({ ...one, images: ['own/kube-proxy:2'] }));
    expect(findings(own, own(ofKops(old, '1.33.13'))).ok).toBe(true);
  });

  it('are recognized by their label where their workload has another name', () => {
    const renamed = (pods: readonly PodState[]) =>
      pods.map((one) => (one.app === 'kube-dns' ? { ...one, owner: 'ReplicaSet/own-dns-77' } : one));
    expect(findings(without('coredns'), renamed(ofKops(old, '1.33.13')))).toMatchObject({
      ok: false,
      text: expect.stringContaining('0 of 2 pods of own-dns are Ready'),
    });
  });

  it('were not looked at without both inventories', () => {
    const timeline = { cluster: null, members: new Map(), inventories: { before: null, after: null } };
    expect(namedComponentsHealthy({ timeline, scenario })).toMatchObject({
      ok: null,
      reasons: [{ code: 'not-looked-at' }],
    });
  });

  it("pass as recorded on the test bed, whose control planes are kubeadm's", () => {
    const file = new URL('../../../fixtures/kops/recorded-inventories/journal.ndjson', import.meta.url);
    const records = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line): JournalRecord => JSON.parse(line));
    const { cluster, inventories } = foldTimeline(records);
    // The slots stay, and their nodes are new.
    const names = inventories.after?.nodes.map(({ name }) => name) ?? [];
    const plane = inventories.after?.pods.find(({ name }) => name.startsWith('kube-apiserver'))?.node;
    const members = new Map(
      names.map((name) => [
        name,
        { node: ref(name, name === plane ? 'control-plane' : 'worker'), upgraded: true },
      ]),
    );
    const { ok, reasons } = namedComponentsHealthy({ timeline: { cluster, inventories, members }, scenario });
    expect({ ok, text: reasonsText(reasons) }).toEqual({
      ok: true,
      text: 'as many as before, all Ready: API server 1, controller manager 1, scheduler 1, kube-proxy 3, etcd (main) 1, CoreDNS or kube-dns 2, network plugin 3; not in this cluster: etcd (events), autoscaler of the cluster DNS, dns-controller, kops-controller, controllers of the network plugin',
    });
  });
});
