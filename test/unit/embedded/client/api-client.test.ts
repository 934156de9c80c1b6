import { once } from 'node:events';
import { createServer } from 'node:https';
import { expect, it, vi } from 'vitest';
import { connectApi } from '../../../../harness/embedded/client/api-client.ts';
import { ApiFailure, type Change } from '../../../../harness/embedded/client/client.ts';
import { informer } from '../../../../harness/embedded/client/informer.ts';
import { serving, testServer } from '../../../support/embedded/api/test-server.ts';

const key = { namespace: 'default', name: 'settings' };
const never = new AbortController().signal;

async function connected() {
  const server = await testServer();
  return { server, api: connectApi({ url: server.url, ca: server.ca, token: server.token }) };
}

const failing = async (call: Promise<unknown>) => {
  const error = await call.catch((reason: unknown) => reason);
  if (!(error instanceof ApiFailure)) throw error;
  return error;
};

it('creates, reads, changes and deletes', async () => {
  const { api } = await connected();
  await using _ = api;
  const created = await api.create('ConfigMap', { metadata: key, data: { a: '1' } });
  expect(await api.get('ConfigMap', key)).toEqual(created);
  const updated = await api.update('ConfigMap', { ...created, data: { a: '2' } });
  expect((await api.patch('ConfigMap', key, { data: { b: '3' } })).data).toEqual({ a: '2', b: '3' });
  expect(await failing(api.update('ConfigMap', updated))).toMatchObject({ code: 409, reason: 'Conflict' });
  expect(
    (await api.list('ConfigMap', { namespace: 'default', fieldSelector: 'metadata.name=settings' })).items,
  ).toHaveLength(1);
  expect((await api.list('ConfigMap', { labelSelector: 'app=web' })).items).toEqual([]);
  expect(await failing(api.delete('ConfigMap', key, { uid: 'another' }))).toMatchObject({ code: 409 });
  await api.delete('ConfigMap', key);
  expect(await failing(api.get('ConfigMap', key))).toMatchObject({
    code: 404,
    reason: 'NotFound',
    message: 'configmaps "settings" not found',
  });
});

it('binds pods, writes their status and finalizes namespaces', async () => {
  const { api } = await connected();
  await using _ = api;
  await api.create('Node', { metadata: { name: 'n1' } });
  const spec = { containers: [{ name: 'web', image: 'web:1' }] };
  const pod = await api.create('Pod', { metadata: key, spec });
  await api.bind(pod.metadata, 'n1');
  const bound = await api.get('Pod', key);
  expect(bound.spec?.nodeName).toBe('n1');
  const running = await api.updateStatus('Pod', { ...bound, status: { ...bound.status, phase: 'Running' } });
  expect(running.status?.phase).toBe('Running');
  await api.delete('Pod', key, { gracePeriodSeconds: 5 });
  expect((await api.get('Pod', key)).metadata.deletionGracePeriodSeconds).toBe(5);

  const shop = await api.create('Namespace', { metadata: { name: 'shop' } });
  await api.delete('Namespace', shop.metadata);
  const terminating = await api.get('Namespace', shop.metadata);
  expect(terminating.status?.phase).toBe('Terminating');
  await api.finalize({ ...terminating, spec: { finalizers: [] } });
  expect(await failing(api.get('Namespace', shop.metadata))).toMatchObject({ code: 404 });
});

it('watches from a version until its signal fires', async () => {
  const { api } = await connected();
  const stop = new AbortController();
  const { resourceVersion } = await api.list('ConfigMap');
  await api.create('ConfigMap', { metadata: key, data: { text: 'ü'.repeat(50_000) } });
  await api.delete('ConfigMap', key);
  const seen: Change<'ConfigMap'>[] = [];
  for await (const change of api.watch('ConfigMap', { resourceVersion }, stop.signal)) {
    if (change.type !== 'BOOKMARK') seen.push(change);
    if (seen.length === 2) stop.abort();
  }
  expect(seen.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
  expect(seen[0]).toMatchObject({ object: { data: { text: 'ü'.repeat(50_000) } } });
  await api[Symbol.asyncDispose]();
});

it('reports an unreachable server by code 0, and ends a watch that breaks', async () => {
  const { api, server } = await connected();
  await using _ = api;
  const { resourceVersion } = await api.list('ConfigMap');
  const open = Promise.withResolvers<void>();
  const watch = async () => {
    for await (const _change of api.watch('ConfigMap', { resourceVersion }, never)) open.resolve();
  };
  const ended = watch().then(
    () => 'ended',
    (error: unknown) => (error as ApiFailure).code,
  );
  await api.create('ConfigMap', { metadata: key });
  await open.promise;
  await server.stop();
  expect(['ended', 0]).toContain(await ended);
  expect(await failing(api.get('ConfigMap', key))).toMatchObject({ code: 0, reason: '' });
  await server.start();
  expect((await api.get('ConfigMap', key)).metadata.name).toBe('settings');
});

it('rejects other tokens, and does not trust another authority', async () => {
  const { server } = await connected();
  await using stranger = connectApi({ url: server.url, ca: server.ca, token: 'wrong' });
  expect(await failing(stranger.get('ConfigMap', key))).toMatchObject({ code: 401, reason: 'Unauthorized' });
  await using mistrusting = connectApi({ url: server.url, ca: '', token: server.token });
  expect(await failing(mistrusting.get('ConfigMap', key))).toMatchObject({ code: 0 });
});

it('abandons a request that is not answered in time', async () => {
  const { server } = await connected();
  const silent = createServer(await serving(), () => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  await using api = connectApi(
    { url: `https://127.0.0.1:${port}`, ca: server.ca, token: '' },
    { timeoutMs: 50 },
  );
  const error = await failing(api.get('ConfigMap', key));
  expect(error).toMatchObject({ code: 0 });
  expect(error.message).toContain('no answer within 50 ms');
  silent.closeAllConnections();
  silent.close();
});

it('keeps an informer through restarts of the API server, whose watch cache is new each time', async () => {
  const { api, server } = await connected();
  await using _ = api;
  await using maps = informer(api, 'ConfigMap', {}, { backoffMs: { first: 1, most: 20 } });
  await maps.synced;
  const names = () =>
    maps
      .all()
      .map(({ metadata }) => metadata.name)
      .toSorted();
  for (const name of ['a', 'b', 'c']) {
    await server.restart();
    await vi.waitFor(() => api.create('ConfigMap', { metadata: { namespace: 'default', name } }));
    await vi.waitFor(() => expect(names()).toContain(name), { timeout: 5_000 });
  }
  await api.delete('ConfigMap', { namespace: 'default', name: 'b' });
  await vi.waitFor(() => expect(names()).toEqual(['a', 'c']), { timeout: 5_000 });
  const newest = await api.get('ConfigMap', { namespace: 'default', name: 'c' });
  expect(maps.hasSeen(newest.metadata.resourceVersion)).toBe(true);
});
