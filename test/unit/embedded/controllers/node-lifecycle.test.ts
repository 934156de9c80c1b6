import { expect, test } from 'vitest';
import { runNodeLifecycleControllers } from '../../../../harness/embedded/controllers/node-lifecycle.ts';
import { eventually } from '../../../support/embedded/controllers/eventually.ts';
import { aNode, aPod, ready } from '../../../support/embedded/controllers/objects.ts';
import { type MemoryApi, memoryApi } from '../../../support/embedded/memory-api.ts';

const key = (name: string) => ({ namespace: 'default', name });
const readyNode = (name: string) => aNode(name, { status: { conditions: [ready('True')] } });
const taintsOn = async (api: MemoryApi, name: string) =>
  ((await api.get('Node', { name })).spec?.taints ?? []).map((taint) => `${taint.key}:${taint.effect}`);

function lifecycle(options: { nodeGraceMs?: number; orphanQuarantineMs?: number } = {}) {
  const api = memoryApi();
  const stack = new AsyncDisposableStack();
  stack.use(runNodeLifecycleControllers({ api, signal: new AbortController().signal, ...options }));
  return { api, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Renews a node's Lease as long as it is healthy. */
function renewing(api: MemoryApi, name: string): Disposable {
  const lease = { namespace: 'kube-node-lease', name };
  const timer = setInterval(() => {
    void api.patch('Lease', lease, { spec: { renewTime: new Date().toISOString() } });
  }, 20);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

test('a silent node: conditions, taints, its pods not ready; and its recovery', async () => {
  await using cluster = lifecycle({ nodeGraceMs: 400 });
  const { api } = cluster;
  for (const name of ['a', 'b']) {
    await api.create('Node', readyNode(name));
    await api.create('Lease', { metadata: { namespace: 'kube-node-lease', name } });
  }
  using _a = renewing(api, 'a');
  const renewal = renewing(api, 'b');
  const tolerations = [{ key: 'node.kubernetes.io/unreachable', operator: 'Exists', tolerationSeconds: 300 }];
  await api.create('Pod', aPod('stays', { on: 'b', spec: { tolerations } }));
  await api.create('Pod', aPod('leaves', { on: 'b' }));
  renewal[Symbol.dispose]();
  await eventually(async () => {
    expect((await api.get('Node', { name: 'b' })).status?.conditions?.[0]).toMatchObject({
      type: 'Ready',
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(await taintsOn(api, 'b')).toEqual([
      'node.kubernetes.io/unreachable:NoSchedule',
      'node.kubernetes.io/unreachable:NoExecute',
    ]);
    const stays = await api.get('Pod', key('stays'));
    expect(stays.status?.conditions?.[0]).toMatchObject({ type: 'Ready', status: 'False' });
    expect(stays.metadata.deletionTimestamp).toBeUndefined();
    const leaves = await api.get('Pod', key('leaves'));
    expect(leaves.metadata.deletionTimestamp).toBeDefined();
    expect(leaves.status?.conditions?.[1]).toMatchObject({ type: 'DisruptionTarget', status: 'True' });
  });
  expect((await api.get('Node', { name: 'a' })).status?.conditions?.[0]?.status).toBe('True');
  // Its kubelet has returned and reports the conditions itself.
  await api.patch('Node', { name: 'b' }, { status: { conditions: [ready('True')] } }, 'status');
  using _b = renewing(api, 'b');
  await eventually(async () => expect(await taintsOn(api, 'b')).toEqual([]));
});

test('a cordon is a taint, as long as it lasts', async () => {
  await using cluster = lifecycle();
  const { api } = cluster;
  await api.create('Node', readyNode('a'));
  await api.patch('Node', { name: 'a' }, { spec: { unschedulable: true } });
  await eventually(async () =>
    expect(await taintsOn(api, 'a')).toEqual(['node.kubernetes.io/unschedulable:NoSchedule']),
  );
  await api.patch('Node', { name: 'a' }, { spec: { unschedulable: null } });
  await eventually(async () => expect(await taintsOn(api, 'a')).toEqual([]));
});

test('a pod is evicted when its toleration time ends', async () => {
  await using cluster = lifecycle();
  const { api } = cluster;
  const taint = { key: 'maintenance', effect: 'NoExecute' };
  await api.create('Node', aNode('a', { spec: { taints: [taint] } }));
  const tolerations = (tolerationSeconds: number) => [{ ...taint, operator: 'Exists', tolerationSeconds }];
  await api.create('Pod', aPod('short', { on: 'a', spec: { tolerations: tolerations(1) } }));
  await api.create('Pod', aPod('long', { on: 'a', spec: { tolerations: tolerations(600) } }));
  expect((await api.get('Pod', key('short'))).metadata.deletionTimestamp).toBeUndefined();
  await eventually(async () =>
    expect((await api.get('Pod', key('short'))).metadata.deletionTimestamp).toBeDefined(),
  );
  expect((await api.get('Pod', key('long'))).metadata.deletionTimestamp).toBeUndefined();
});

test('pods of a removed node are deleted after the quarantine; those of an existing node are not', async () => {
  await using cluster = lifecycle({ orphanQuarantineMs: 50 });
  const { api } = cluster;
  for (const name of ['a', 'b']) await api.create('Node', readyNode(name));
  await api.create('Pod', aPod('orphan', { on: 'b' }));
  await api.create('Pod', aPod('other', { on: 'a' }));
  await api.delete('Node', { name: 'b' });
  await eventually(async () => {
    const { items } = await api.list('Pod');
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['other']);
  });
});
