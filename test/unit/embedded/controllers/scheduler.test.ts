import { expect, test } from 'vitest';
import { runScheduler } from '../../../../harness/embedded/controllers/scheduler.ts';
import { eventually } from '../../../support/embedded/controllers/eventually.ts';
import { aNode, aPod } from '../../../support/embedded/controllers/objects.ts';
import { type MemoryApi, type MemoryApiOptions, memoryApi } from '../../../support/embedded/memory-api.ts';

const alone = {
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: 'kubernetes.io/hostname' },
      ],
    },
  },
};
const web = (name: string) => aPod(name, { labels: { app: 'web' }, spec: alone });
const key = (name: string) => ({ namespace: 'default', name });

function scheduling(options: MemoryApiOptions & { bindMs?: number } = {}) {
  const api = memoryApi(options);
  const stack = new AsyncDisposableStack();
  stack.use(runScheduler({ api, signal: new AbortController().signal, bindMs: options.bindMs ?? 0 }));
  return { api, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
const findNodeName = async (api: MemoryApi, name: string) => (await api.get('Pod', key(name))).spec?.nodeName;

test('a pod is bound, with an event that names the node', async () => {
  await using cluster = scheduling();
  const { api } = cluster;
  await api.create('Node', aNode('a'));
  await api.create('Pod', web('web-0'));
  await eventually(async () => expect(await findNodeName(api, 'web-0')).toBe('a'));
  await eventually(async () => {
    const { items } = await api.list('Event');
    expect(items).toMatchObject([
      { reason: 'Scheduled', message: 'Successfully assigned default/web-0 to a' },
    ]);
  });
});

test('pods created at once do not all count the same node as empty', async () => {
  await using cluster = scheduling();
  const { api } = cluster;
  for (const name of ['a', 'b', 'c']) await api.create('Node', aNode(name));
  await Promise.all(['web-0', 'web-1', 'web-2'].map((name) => api.create('Pod', web(name))));
  await eventually(async () => {
    const nodes = await Promise.all(['web-0', 'web-1', 'web-2'].map((name) => findNodeName(api, name)));
    expect(nodes.toSorted()).toEqual(['a', 'b', 'c']);
  });
});

test('a pod that fits nowhere gets the reason, and is retried when a node is uncordoned or another pod is removed', async () => {
  await using cluster = scheduling();
  const { api } = cluster;
  await api.create('Node', aNode('a'));
  await api.create('Node', aNode('b', { spec: { unschedulable: true } }));
  await api.create('Pod', web('web-0'));
  await eventually(async () => expect(await findNodeName(api, 'web-0')).toBe('a'));
  await api.create('Pod', web('web-1'));
  await api.create('Pod', web('web-2'));
  for (const name of ['web-1', 'web-2'])
    await eventually(async () => {
      const { status } = await api.get('Pod', key(name));
      expect(status?.conditions).toMatchObject([
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: expect.stringMatching(
            /^0\/2 nodes are available: 1 node\(s\) didn't match pod anti-affinity rules, 1 node\(s\) were unschedulable\. /,
          ),
        },
      ]);
    });
  await api.patch('Node', { name: 'b' }, { spec: { unschedulable: false } });
  await eventually(async () => {
    const nodes = await Promise.all(['web-1', 'web-2'].map((name) => findNodeName(api, name)));
    expect(nodes.filter((node) => node === 'b')).toHaveLength(1);
  });
  await api.delete('Pod', key('web-0'), { gracePeriodSeconds: 0 });
  await eventually(async () => {
    const nodes = await Promise.all(['web-1', 'web-2'].map((name) => findNodeName(api, name)));
    expect(nodes.toSorted()).toEqual(['a', 'b']);
  });
});

test('a binding that failed is retried', async () => {
  let failures = 2;
  await using cluster = scheduling({
    before: ({ verb }) => {
      if (verb === 'bind' && failures-- > 0) throw new Error('away');
    },
  });
  const { api } = cluster;
  await api.create('Node', aNode('a'));
  await api.create('Pod', web('web-0'));
  await eventually(async () => expect(await findNodeName(api, 'web-0')).toBe('a'));
});

test('not earlier than bindMs after it saw the pod', async () => {
  await using cluster = scheduling({ bindMs: 200 });
  const { api } = cluster;
  await api.create('Node', aNode('a'));
  const began = performance.now();
  await api.create('Pod', web('web-0'));
  await eventually(async () => expect(await findNodeName(api, 'web-0')).toBe('a'));
  expect(performance.now() - began).toBeGreaterThanOrEqual(199);
});
