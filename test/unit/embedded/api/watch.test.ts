import { expect, test, vi } from 'vitest';
import type { Storage } from '../../../../harness/embedded/api/resource.ts';
import { formatPath, kinds } from '../../../../harness/embedded/kinds.ts';
import type { Kind } from '../../../../harness/embedded/objects.ts';
import { configMap, create } from '../../../support/embedded/api/test-objects.ts';
import { testServer, type WatchEvent } from '../../../support/embedded/api/test-server.ts';

const path = '/api/v1/namespaces/default/configmaps?watch=true';

const colour = (storage: Storage, name: string, colour: string) =>
  storage.update('ConfigMap', { namespace: 'default', name }, (one) => ({
    ...one,
    metadata: { ...one.metadata, labels: { colour } },
  }));
const brief = (event: WatchEvent | null) => event && `${event.type} ${event.object.metadata.name}`;

test('a watch from a version gets the later changes in its namespace', async () => {
  const { storage, store, watch } = await testServer();
  create(storage, 'Namespace', { metadata: { name: 'other' } });
  create(storage, 'ConfigMap', configMap('before'));
  const version = store.version();
  create(storage, 'ConfigMap', configMap('a'));
  create(storage, 'ConfigMap', configMap('x', { namespace: 'other' }));
  const events = await watch(`${path}&resourceVersion=${version}`);
  expect(brief(await events.next())).toBe('ADDED a');
  colour(storage, 'a', 'red');
  storage.delete('ConfigMap', { namespace: 'default', name: 'before' }, {});
  expect(brief(await events.next())).toBe('MODIFIED a');
  const deleted = await events.next();
  expect(brief(deleted)).toBe('DELETED before');
  expect(deleted?.object.metadata.resourceVersion).toBe(String(store.version()));
});

test.each(['', '&resourceVersion=0', '&resourceVersion='])(
  'a watch %o begins with the existing objects',
  async (query) => {
    const { storage, watch } = await testServer();
    create(storage, 'ConfigMap', configMap('a'));
    const events = await watch(path + query);
    expect(brief(await events.next())).toBe('ADDED a');
    create(storage, 'ConfigMap', configMap('b'));
    expect(brief(await events.next())).toBe('ADDED b');
  },
);

test('an object that starts to match a selector is added, one that no longer does is deleted', async () => {
  const { storage, store, watch } = await testServer();
  create(storage, 'ConfigMap', configMap('a'));
  const events = await watch(`${path}&labelSelector=colour%3Dred&resourceVersion=${store.version()}`);
  for (const value of ['blue', 'red', 'blue', 'red']) colour(storage, 'a', value);
  expect(brief(await events.next())).toBe('ADDED a');
  const gone = await events.next();
  expect(brief(gone)).toBe('DELETED a');
  // In the state in which it last matched, at the version of the change.
  expect(gone?.object.metadata).toMatchObject({
    labels: { colour: 'red' },
    resourceVersion: String(store.version() - 1),
  });
  expect(brief(await events.next())).toBe('ADDED a');
});

test('one object is watched by its name', async () => {
  const { storage, watch } = await testServer();
  const events = await watch(`/api/v1/namespaces/default/configmaps/b?watch=1`);
  create(storage, 'ConfigMap', configMap('a'));
  create(storage, 'ConfigMap', configMap('b'));
  expect(brief(await events.next())).toBe('ADDED b');
});

test('a restart breaks watches, refuses new ones meanwhile, and drops earlier changes', async () => {
  const { storage, store, watch, ask, stop, start } = await testServer();
  create(storage, 'ConfigMap', configMap('a'));
  const before = store.version();
  const open = await watch(`${path}&resourceVersion=${before}`);
  const broken = expect(open.next()).rejects.toThrow();
  create(storage, 'Lease', { metadata: { name: 'l', namespace: 'default' }, spec: {} });
  await stop();
  await broken;
  await expect(ask('GET', '/readyz')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await start();
  const expired = await (await watch(`${path}&resourceVersion=${before}`)).next();
  expect(expired).toMatchObject({
    type: 'ERROR',
    object: {
      kind: 'Status',
      code: 410,
      reason: 'Expired',
      message: `too old resource version: ${before} (${before + 1})`,
    },
  });
  const newest = await watch(`${path}&resourceVersion=${store.version()}`);
  create(storage, 'ConfigMap', configMap('b'));
  expect(brief(await newest.next())).toBe('ADDED b');
});

test('bookmarks arrive about once a minute and at the end of the requested time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] });
  const { storage, store, watch } = await testServer();
  const version = store.version();
  const events = await watch(`${path}&resourceVersion=${version}&allowWatchBookmarks=true&timeoutSeconds=90`);
  create(storage, 'Namespace', { metadata: { name: 'other' } });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await events.next()).toEqual({
    type: 'BOOKMARK',
    object: {
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { resourceVersion: String(version + 1), creationTimestamp: null },
    },
  });
  await vi.advanceTimersByTimeAsync(30_000);
  expect((await events.next())?.type).toBe('BOOKMARK');
  expect(await events.next()).toBeNull();
  vi.useRealTimers();
});

test('a streamed list marks its end', async () => {
  const { storage, watch, ask } = await testServer();
  create(storage, 'ConfigMap', configMap('a'));
  const streamed = '&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const events = await watch(path + streamed);
  expect(brief(await events.next())).toBe('ADDED a');
  expect(await events.next()).toMatchObject({
    type: 'BOOKMARK',
    object: { metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
  });
  create(storage, 'ConfigMap', configMap('b'));
  expect(brief(await events.next())).toBe('ADDED b');
  expect(await ask('GET', `${path}&sendInitialEvents=true`)).toMatchObject({ code: 400 });
  expect(await ask('GET', `${path}&resourceVersionMatch=NotOlderThan`)).toMatchObject({ code: 400 });
});

test("a table's columns come with its first event", async () => {
  const { storage, watch } = await testServer();
  create(storage, 'ConfigMap', configMap('a'));
  const events = await watch(path, { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' });
  const first = await events.next();
  expect(first?.object).toMatchObject({ kind: 'Table', rows: [{ object: { metadata: { name: 'a' } } }] });
  expect(first?.object.columnDefinitions[0].name).toBe('Name');
  colour(storage, 'a', 'red');
  expect((await events.next())?.object.columnDefinitions).toBeNull();
});

test.each(Object.keys(kinds) as Kind[])(
  '%s: a field that selectors do not support is refused',
  async (kind) => {
    const { ask } = await testServer();
    for (const query of ['', '&watch=true'])
      expect(
        await ask('GET', `${formatPath(kind)}?fieldSelector=metadata.name%3Da,spec.colour%3Dred${query}`),
      ).toMatchObject({
        code: 400,
        body: { message: 'field label not supported: spec.colour' },
      });
  },
);
