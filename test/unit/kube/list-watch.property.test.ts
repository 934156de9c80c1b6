import type { V1Node } from '@kubernetes/client-node';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { listWatch } from '../../../harness/kube/list-watch.ts';
import { fakeApi } from '../../support/kube/fake-api.ts';

const nodes = '/api/v1/nodes';
const name = fc.constantFrom('a', 'b', 'c');
const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant('put' as const), name }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('remove' as const), name }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom('cut', 'forget', 'restart', 'relist', 'away', 'wait') }),
  },
);

test('whatever happens, the events of a watch add up to the current state', { timeout: 60_000 }, async () => {
  const property = fc.asyncProperty(fc.array(happening, { maxLength: 20 }), async (happenings) => {
    await using api = await fakeApi();
    const ending = new AbortController();
    const there = new Map<string, string>();
    const misfits: string[] = [];
    const watch = listWatch<V1Node>({
      kube: api.kube,
      path: nodes,
      list: (options) => api.kube.core.listNode({}, options),
      onChange: (change, { metadata }) => {
        if (there.has(metadata?.name ?? '') === (change === 'added'))
          misfits.push(`${change} ${metadata?.name}`);
        if (change === 'deleted') there.delete(metadata?.name ?? '');
        else there.set(metadata?.name ?? '', metadata?.resourceVersion ?? '');
      },
      onList: () => {},
      onBlind: () => {},
      clock: clockFrom(),
      signal: ending.signal,
    });
    for (const { what, ...about } of happenings) {
      if (what === 'put' && 'name' in about) api.put(nodes, { metadata: { name: about.name } });
      if (what === 'remove' && 'name' in about) api.remove(nodes, about.name);
      if (what === 'cut') api.cutWatches();
      if (what === 'forget') api.forgetHistory();
      if (what === 'relist') void watch.relist('gate', ending.signal).catch(() => {});
      if (what === 'away') watch.apiAway('probe');
      if (what === 'wait')
        await vi.waitFor(() => expect(api.openWatches()).toBeGreaterThan(0), { timeout: 10_000 });
      if (what === 'restart') {
        await api.close();
        await api.reopen();
      }
    }
    const stored = () =>
      new Map(api.stored(nodes).map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
    await vi.waitFor(() => expect(there).toEqual(stored()), { timeout: 10_000, interval: 20 });
    expect(misfits).toEqual([]);
    ending.abort(new Error('over'));
    await watch.done;
  });
  await fc.assert(property, { numRuns: 15, interruptAfterTimeLimit: 50_000 });
});
