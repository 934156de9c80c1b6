import { expect, test } from 'vitest';
import { runEndpointSliceController } from '../../../../harness/embedded/controllers/endpoint-slice.ts';
import type { Pod } from '../../../../harness/embedded/objects.ts';
import { eventually } from '../../../support/embedded/controllers/eventually.ts';
import { aNode, aPod, aService, ready } from '../../../support/embedded/controllers/objects.ts';
import { type Call, type MemoryApi, memoryApi } from '../../../support/embedded/memory-api.ts';

const running = (name: string, on = 'a'): Pod =>
  aPod(name, {
    on,
    labels: { app: 'web' },
    status: { phase: 'Running', podIP: `ip-${name}`, conditions: [ready('True')] },
  });
const key = (name: string) => ({ namespace: 'default', name });

function controlling(endpointsMs = 0) {
  const calls: Call[] = [];
  const api = memoryApi({ before: (call) => void calls.push(call) });
  const stack = new AsyncDisposableStack();
  stack.use(runEndpointSliceController({ api, signal: new AbortController().signal, endpointsMs }));
  const writes = () => calls.filter(({ verb, kind }) => kind === 'EndpointSlice' && verb === 'update').length;
  return { api, writes, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const endpoints = async (api: MemoryApi) => {
  const { items } = await api.list('EndpointSlice');
  return items
    .flatMap(({ endpoints = [] }) => endpoints)
    .map(({ targetRef, conditions }) => [targetRef?.name, conditions?.ready, conditions?.terminating])
    .toSorted();
};

test('follow pods: running, not ready, terminating, gone', async () => {
  await using cluster = controlling();
  const { api } = cluster;
  await api.create('Node', aNode('a'));
  await api.create('Service', aService('web'));
  await api.create('Pod', running('web-0'));
  await api.create('Pod', running('web-1'));
  await eventually(async () =>
    expect(await endpoints(api)).toEqual([
      ['web-0', true, false],
      ['web-1', true, false],
    ]),
  );
  await api.patch('Pod', key('web-0'), { status: { conditions: [ready('False')] } }, 'status');
  await api.delete('Pod', key('web-1'));
  await eventually(async () =>
    expect(await endpoints(api)).toEqual([
      ['web-0', false, false],
      ['web-1', false, true],
    ]),
  );
  await api.delete('Pod', key('web-1'), { gracePeriodSeconds: 0 });
  await eventually(async () => expect(await endpoints(api)).toEqual([['web-0', false, false]]));
});

test('changes during the delay of a write are part of it', async () => {
  await using cluster = controlling(100);
  const { api } = cluster;
  await api.create('Node', aNode('a'));
  await api.create('Service', aService('web'));
  await eventually(async () => expect((await api.list('EndpointSlice')).items).toHaveLength(1));
  const before = cluster.writes();
  for (const index of Array.from({ length: 10 }).keys()) await api.create('Pod', running(`web-${index}`));
  await eventually(async () => expect(await endpoints(api)).toHaveLength(10));
  expect(cluster.writes() - before).toBe(1);
});

test('a slice that someone deleted is created again', async () => {
  await using cluster = controlling();
  const { api } = cluster;
  await api.create('Node', aNode('a'));
  await api.create('Service', aService('web'));
  await api.create('Pod', running('web-0'));
  const slice = await eventually(async () => {
    const [first] = (await api.list('EndpointSlice')).items;
    if (first?.endpoints?.length !== 1) throw new Error('not yet');
    return first;
  });
  await api.delete('EndpointSlice', slice.metadata);
  await eventually(async () => expect(await endpoints(api)).toEqual([['web-0', true, false]]));
});

test('a Service without a selector has none; a pod on a removed node is in none', async () => {
  await using cluster = controlling();
  const { api } = cluster;
  await api.create('Service', aService('external', { selector: {} }));
  await api.create('Service', aService('web'));
  await api.create('Pod', running('web-0', 'gone'));
  await eventually(async () => {
    const { items } = await api.list('EndpointSlice');
    expect(items.map(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'])).toEqual(['web']);
  });
  expect(await endpoints(api)).toEqual([]);
  await api.create('Node', aNode('gone'));
  await eventually(async () => expect(await endpoints(api)).toHaveLength(1));
});
