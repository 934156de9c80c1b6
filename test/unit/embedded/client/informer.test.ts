import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ApiFailure } from '../../../../harness/embedded/client/client.ts';
import { informer } from '../../../../harness/embedded/client/informer.ts';
import type { ConfigMap } from '../../../../harness/embedded/objects.ts';
import { memoryApi } from '../../../support/embedded/memory-api.ts';

const quick = { backoffMs: { first: 0, most: 1 } };
const map = (name: string, labels: Record<string, string> = {}) => ({
  metadata: { name, namespace: 'default', labels },
});
const listNames = (objects: readonly ConfigMap[]) => objects.map(({ metadata }) => metadata.name).toSorted();

function recordChanges() {
  const said: string[] = [];
  const handler = (object: ConfigMap | null, before: ConfigMap | null) =>
    said.push(
      `${before === null ? 'added' : object === null ? 'gone' : 'changed'} ${(object ?? before)?.metadata.name}`,
    );
  return { said, handler };
}

describe('informer', () => {
  it('reports existing objects and every change after them', async () => {
    const api = memoryApi();
    const a = await api.create('ConfigMap', map('a'));
    await using maps = informer(api, 'ConfigMap', {}, quick);
    const { said, handler } = recordChanges();
    maps.onChange(handler);
    await maps.synced;
    await api.create('ConfigMap', map('b'));
    await api.update('ConfigMap', { ...a, data: { x: '1' } });
    await api.delete('ConfigMap', { namespace: 'default', name: 'a' });
    await vi.waitFor(() => expect(said).toEqual(['added a', 'added b', 'changed a', 'gone a']));
    expect(listNames(maps.all())).toEqual(['b']);
    const late = recordChanges();
    maps.onChange(late.handler);
    expect(late.said).toEqual(['added b']);
  });

  it('resumes a broken watch without listing', async () => {
    const calls: string[] = [];
    const api = memoryApi({ before: ({ verb }) => void calls.push(verb) });
    await using maps = informer(api, 'ConfigMap', {}, quick);
    await maps.synced;
    await vi.waitFor(() => expect(calls).toContain('watch'));
    api.breakWatches();
    await api.create('ConfigMap', map('a'));
    await vi.waitFor(() => expect(listNames(maps.all())).toEqual(['a']));
    expect(calls.filter((verb) => verb === 'list')).toHaveLength(1);
  });

  it('lists again after 410 and reports the difference, including an object that was recreated under the same name', async () => {
    let away = false;
    const api = memoryApi({
      before: ({ verb }) => {
        if (away && (verb === 'watch' || verb === 'list')) throw new ApiFailure(0, '', 'away');
      },
    });
    await api.create('ConfigMap', map('a'));
    await api.create('ConfigMap', map('b'));
    await using maps = informer(api, 'ConfigMap', {}, quick);
    const { said, handler } = recordChanges();
    maps.onChange(handler);
    await maps.synced;
    away = true;
    api.breakWatches();
    await api.delete('ConfigMap', { namespace: 'default', name: 'a' });
    await api.delete('ConfigMap', { namespace: 'default', name: 'b' });
    await api.create('ConfigMap', map('b'));
    await api.create('ConfigMap', map('c'));
    api.compact();
    away = false;
    await vi.waitFor(() =>
      expect(said).toEqual(['added a', 'added b', 'gone a', 'gone b', 'added b', 'added c']),
    );
  });

  it('reports an object that leaves its selection as removed', async () => {
    const api = memoryApi();
    await using maps = informer(api, 'ConfigMap', { labelSelector: 'app=web' }, quick);
    await maps.synced;
    const web = await api.create('ConfigMap', map('a', { app: 'web' }));
    await vi.waitFor(() => expect(listNames(maps.all())).toEqual(['a']));
    await api.update('ConfigMap', { ...web, metadata: { ...web.metadata, labels: {} } });
    await vi.waitFor(() => expect(maps.all()).toEqual([]));
  });

  it('survives a handler that throws', async () => {
    const api = memoryApi();
    const errors: unknown[] = [];
    await using maps = informer(api, 'ConfigMap', {}, { ...quick, onError: (error) => errors.push(error) });
    maps.onChange(() => {
      throw new Error('mine');
    });
    await maps.synced;
    await api.create('ConfigMap', map('a'));
    await api.create('ConfigMap', map('b'));
    await vi.waitFor(() => expect(listNames(maps.all())).toEqual(['a', 'b']));
    expect(errors).toHaveLength(2);
  });

  it('reports nothing after its disposal', async () => {
    const api = memoryApi();
    const maps = informer(api, 'ConfigMap', {}, quick);
    const { said, handler } = recordChanges();
    maps.onChange(handler);
    await maps.synced;
    await maps[Symbol.asyncDispose]();
    await api.create('ConfigMap', map('a'));
    await new Promise(setImmediate);
    expect(said).toEqual([]);
  });

  it("ends with the API's state, and its reports add up to it, whatever breaks", async () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('create', 'change', 'delete'), name }) },
      { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('break', 'compact', 'wait'), name }) },
      { weight: 1, arbitrary: fc.record({ what: fc.constantFrom('away', 'back'), name }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        let away = false;
        const api = memoryApi({
          before: ({ verb }) => {
            if (away && (verb === 'watch' || verb === 'list')) throw new ApiFailure(0, '', 'away');
          },
        });
        await using maps = informer(api, 'ConfigMap', {}, quick);
        const tale = new Map<string, string>();
        maps.onChange((object, before) => {
          expect(before === null).toBe(!tale.has((object ?? before)?.metadata.name ?? ''));
          if (object === null) tale.delete(before?.metadata.name ?? '');
          else tale.set(object.metadata.name, object.metadata.resourceVersion);
        });
        let count = 0;
        for (const { what, name } of steps) {
          const key = { namespace: 'default', name };
          const present = api.store.get('ConfigMap', key);
          if (what === 'create' && present === undefined) await api.create('ConfigMap', map(name));
          if (what === 'change' && present !== undefined)
            await api.update('ConfigMap', { ...present, data: { count: String(count++) } });
          if (what === 'delete' && present !== undefined) await api.delete('ConfigMap', key);
          if (what === 'break') api.breakWatches();
          if (what === 'compact') api.compact();
          if (what === 'away' || what === 'back') away = what === 'away';
          if (what === 'wait') await new Promise(setImmediate);
        }
        away = false;
        const versions = (objects: readonly ConfigMap[]) =>
          objects.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).toSorted();
        await vi.waitFor(() => expect(versions(maps.all())).toEqual(versions(api.store.all('ConfigMap'))), {
          interval: 1,
          timeout: 5_000,
        });
        expect([...tale].map(([one, version]) => `${one} ${version}`).toSorted()).toEqual(
          versions(maps.all()),
        );
      }),
      { numRuns: 60 },
    );
  });
});
