import type { V1Node } from '@kubernetes/client-node';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { listWatch } from '../../../harness/kube/list-watch.ts';
import { answer, type FakeApi, fakeApi } from '../../support/kube/fake-api.ts';

const nodes = '/api/v1/nodes';
const soon = { timeout: 10_000, interval: 20 };

/** A watch of nodes, and its events so far, as text. */
async function watchedNodes() {
  const api = await fakeApi();
  const said: string[] = [];
  const ending = new AbortController();
  const clock = clockFrom();
  const start = () =>
    listWatch<V1Node>({
      kube: api.kube,
      path: nodes,
      list: (options) => api.kube.core.listNode({}, options),
      onChange: (change, node) => said.push(`${change} ${node.metadata?.name}`),
      onList: ({ items, purpose }) => said.push(`list of ${items} for ${purpose ?? 'itself'}`),
      onBlind: (edge, why) => said.push(edge === 'begin' ? `blind: ${why}` : 'sees'),
      clock,
      signal: ending.signal,
    });
  let watch: ReturnType<typeof start> | undefined;
  onTestFinished(async () => {
    ending.abort(new Error('test over'));
    await watch?.done;
    await api[Symbol.asyncDispose]();
  });
  return { api, said, start: () => (watch = start()), ending, clock };
}

async function untilWatching(api: FakeApi) {
  await vi.waitFor(() => expect(api.openWatches()).toBe(1), soon);
}

const node = (name: string) => ({ metadata: { name } });

describe('a list and watch', () => {
  test('reports existing objects, then changes', async () => {
    const { api, said, start } = await watchedNodes();
    api.put(nodes, node('a'));
    start();
    await untilWatching(api);
    api.put(nodes, node('b'));
    api.put(nodes, node('a'));
    api.remove(nodes, 'b');
    await vi.waitFor(
      () => expect(said).toEqual(['added a', 'list of 1 for itself', 'added b', 'modified a', 'deleted b']),
      soon,
    );
  });

  test('is blind from a cut connection to a new list, which reports what was removed meanwhile', async () => {
    const { api, said, start } = await watchedNodes();
    api.put(nodes, node('a'));
    api.put(nodes, node('b'));
    start();
    await untilWatching(api);
    await api.close();
    await vi.waitFor(() => expect(said.at(-1)).toMatch(/^blind: /), soon);
    api.remove(nodes, 'a');
    api.put(nodes, node('c'));
    await api.reopen();
    await vi.waitFor(() => expect(said.at(-1)).toBe('sees'), soon);
    expect(said.slice(3)).toEqual([
      expect.stringMatching(/^blind: /),
      'added c',
      'deleted a',
      'list of 2 for itself',
      'sees',
    ]);
    await untilWatching(api);
    api.put(nodes, node('d'));
    await vi.waitFor(() => expect(said.at(-1)).toBe('added d'), soon);
  });

  test('resumes silently if the server ends the watch regularly, and gets what it missed', async () => {
    const { api, said, start } = await watchedNodes();
    let ended = false;
    api.rules.push((request, response) => {
      if (ended || !request.url?.includes('watch=')) return false;
      ended = true;
      response.writeHead(200);
      response.end();
      api.put(nodes, node('missed'));
      return true;
    });
    start();
    await vi.waitFor(() => expect(said).toEqual(['list of 0 for itself', 'added missed']), soon);
  });

  test('lists again if its version is too old', async () => {
    const { api, said, start } = await watchedNodes();
    api.put(nodes, node('a'));
    let first = true;
    api.rules.push((request) => {
      if (first && request.url?.includes('watch=')) {
        first = false;
        api.remove(nodes, 'a');
        api.forgetHistory();
      }
      return false;
    });
    start();
    await vi.waitFor(
      () =>
        expect(said).toEqual([
          'added a',
          'list of 1 for itself',
          'blind: watch: too old resource version',
          'deleted a',
          'list of 0 for itself',
          'sees',
        ]),
      soon,
    );
  });

  test('waits for an API server that has not loaded its access rules', async () => {
    const { api, said, start } = await watchedNodes();
    let refusals = 2;
    api.rules.push((_request, response) => {
      if (refusals-- <= 0) return false;
      answer(response, 403, { kind: 'Status', message: 'nodes is forbidden' });
      return true;
    });
    start();
    await vi.waitFor(() => expect(said.at(-1)).toBe('sees'), soon);
    expect(said).toEqual(['blind: list: 403 nodes is forbidden', 'list of 0 for itself', 'sees']);
  });

  test('is blind from a probe that found the API unavailable, even while the watch is silent', async () => {
    const { api, said, start } = await watchedNodes();
    const watch = start();
    await untilWatching(api);
    watch.apiAway('readyz: refused');
    await vi.waitFor(() => expect(said.at(-1)).toBe('sees'), soon);
    expect(said.slice(1)).toEqual(['blind: readyz: refused', 'list of 0 for itself', 'sees']);
  });

  test('does not see again through a list that was requested before the outage', async () => {
    const { api, said, start } = await watchedNodes();
    const watch = start();
    await untilWatching(api);
    let late: (() => void) | undefined;
    api.rules.push((request, response) => {
      if (late !== undefined || request.url?.includes('watch=')) return false;
      late = () => answer(response, 200, { metadata: { resourceVersion: '100' }, items: [] });
      return true;
    });
    const relisted = watch.relist('gate', AbortSignal.timeout(10_000));
    await vi.waitFor(() => expect(late).toBeDefined(), soon);
    watch.apiAway('readyz: refused');
    late?.();
    await relisted;
    await vi.waitFor(() => expect(said.at(-1)).toBe('sees'), soon);
    expect(said.slice(1)).toEqual([
      'blind: readyz: refused',
      'list of 0 for gate',
      'list of 0 for itself',
      'sees',
    ]);
  });
});

describe('a new list on demand', () => {
  test('starts after its request, and the watch continues from it', async () => {
    const { api, said, start } = await watchedNodes();
    const watch = start();
    await untilWatching(api);
    api.put(nodes, node('a'));
    await watch.relist('gate', AbortSignal.timeout(10_000));
    expect(said.slice(1)).toEqual(['added a', 'list of 1 for gate']);
    await untilWatching(api);
    api.put(nodes, node('b'));
    await vi.waitFor(() => expect(said.at(-1)).toBe('added b'), soon);
    expect(said.filter((line) => line.startsWith('blind'))).toEqual([]);
  });

  test('is refused while the API is unavailable, and possible again afterwards', async () => {
    const { api, start } = await watchedNodes();
    const watch = start();
    await untilWatching(api);
    await api.close();
    await expect(watch.relist('gate', AbortSignal.timeout(10_000))).rejects.toThrow();
    await api.reopen();
    await vi.waitFor(() => watch.relist('gate', AbortSignal.timeout(10_000)), soon);
  });

  test('two at once are both answered', async () => {
    const { start } = await watchedNodes();
    const watch = start();
    const limit = AbortSignal.timeout(10_000);
    await Promise.all([watch.relist('gate', limit), watch.relist('steady', limit)]);
  });

  test('ends with its own signal, and with the watch', async () => {
    const { api, start, ending } = await watchedNodes();
    api.rules.push((request) => !request.url?.includes('watch='));
    const watch = start();
    const own = new AbortController();
    const asked = watch.relist('gate', own.signal);
    own.abort(new Error('no longer needed'));
    await expect(asked).rejects.toThrow('no longer needed');
    const other = watch.relist('gate', AbortSignal.timeout(10_000));
    ending.abort(new Error('run over'));
    await expect(other).rejects.toThrow('run over');
    await watch.done;
  });
});
