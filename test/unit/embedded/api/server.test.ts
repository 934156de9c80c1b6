import { expect, test } from 'vitest';
import { configMap, create, deployment, pod } from '../../../support/embedded/api/test-objects.ts';
import { testServer } from '../../../support/embedded/api/test-server.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';

test('accepts requests with the token, and any request for health and version', async () => {
  const { ask } = await testServer();
  expect(await ask('GET', '/api/v1/nodes', undefined, { authorization: 'Bearer other' })).toEqual({
    code: 401,
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    },
  });
  for (const path of ['/healthz', '/livez', '/readyz'])
    expect(await ask('GET', path, undefined, { authorization: '' })).toEqual({ code: 200, body: 'ok' });
  const version = await ask('GET', '/version', undefined, { authorization: '' });
  expect(version.body).toMatchObject({ major: '1', minor: '34', gitVersion: 'v1.34.4' });
});

test.each([
  ['GET', '/api/v1/namespaces/default/persistentvolumeclaims', 404],
  ['GET', '/apis/batch/v1/jobs', 404],
  ['GET', '/api/v1/namespaces/default/pods/web/exec', 404],
  ['GET', '/api/v1/pods/web', 404],
  ['GET', '/nothing', 404],
  ['POST', '/api/v1/pods', 405],
  ['PUT', configMaps, 405],
  ['DELETE', '/api/v1/namespaces', 405],
  ['DELETE', '/version/x', 404],
])('%s %s is %i', async (method, path, code) => {
  const { ask } = await testServer();
  const answer = await ask(method, path);
  expect(answer).toMatchObject({ code, body: { kind: 'Status', status: 'Failure', code } });
});

test('bodies that cannot be read are refused with the reason', async () => {
  const { ask } = await testServer();
  const media = (type: string) => ({ 'content-type': type });
  expect(await ask('POST', configMaps, '{"metadata":')).toMatchObject({ code: 400 });
  expect(await ask('POST', configMaps, '[]')).toMatchObject({ code: 400 });
  expect(await ask('POST', configMaps)).toMatchObject({ code: 400 });
  expect(await ask('POST', configMaps, 'metadata: {}', media('application/yaml'))).toMatchObject({
    code: 415,
  });
  const protobuf = await ask('POST', configMaps, 'k8s', media('application/vnd.kubernetes.protobuf'));
  expect(protobuf).toMatchObject({
    code: 415,
    body: { message: expect.stringContaining('--dry-run=client') },
  });
  const large = { ...configMap('large'), data: { a: 'x'.repeat(4 * 1024 * 1024) } };
  expect(await ask('POST', configMaps, large)).toMatchObject({ code: 413 });
  const patch = await ask('PATCH', `${configMaps}/a`, '{}', media('application/apply-patch+yaml'));
  expect(patch).toMatchObject({ code: 415, body: { message: expect.stringContaining('server-side apply') } });
  expect(await ask('GET', configMaps, undefined, { accept: 'application/yaml' })).toMatchObject({
    code: 406,
  });
});

test('an object with another name than its path is refused', async () => {
  const { ask } = await testServer();
  expect(await ask('POST', configMaps, configMap('a', { namespace: 'other' }))).toMatchObject({ code: 400 });
  await ask('POST', configMaps, configMap('a'));
  expect(await ask('PUT', `${configMaps}/a`, configMap('b'))).toMatchObject({ code: 400 });
  const versioned = configMap('c', { resourceVersion: '5' });
  expect(await ask('POST', configMaps, versioned)).toMatchObject({ code: 400 });
});

test('a namespace in an object of a cluster-scoped kind is dropped', async () => {
  const { ask } = await testServer();
  const { code, body } = await ask('POST', '/api/v1/nodes', { metadata: { name: 'n', namespace: 'shop' } });
  expect({ code, namespace: body.metadata.namespace }).toEqual({ code: 201, namespace: undefined });
});

test('a list is of one namespace or of all, filtered by selectors', async () => {
  const { ask, storage } = await testServer();
  create(storage, 'Namespace', { metadata: { name: 'other' } });
  create(storage, 'Pod', pod('a', { spec: { nodeName: 'n1' } }));
  create(storage, 'Pod', pod('b', { metadata: { namespace: 'other' }, spec: { nodeName: 'n1' } }));
  create(storage, 'Pod', pod('c', { metadata: { namespace: 'other', labels: { app: 'web' } } }));
  const names = async (path: string) =>
    (await ask('GET', path)).body.items.map((item: { metadata: { name: string } }) => item.metadata.name);
  expect(await names('/api/v1/pods')).toEqual(['a', 'b', 'c']);
  expect(await names('/api/v1/namespaces/other/pods?limit=1')).toEqual(['b', 'c']);
  expect(await names('/api/v1/pods?fieldSelector=spec.nodeName%3Dn1')).toEqual(['a', 'b']);
  expect(await names('/api/v1/pods?labelSelector=app')).toEqual(['c']);
  expect(await ask('GET', '/api/v1/pods?fieldSelector=spec.colour%3Dred')).toMatchObject({ code: 400 });
  expect(await ask('GET', '/api/v1/pods?labelSelector=a(')).toMatchObject({ code: 400 });
});

test('a list at a version: any allows the newest, an exact one only itself, a later one has to wait elsewhere', async () => {
  const { ask, store } = await testServer();
  const newest = store.version();
  const at = async (query: string) => (await ask('GET', `${configMaps}?${query}`)).code;
  expect(await at('resourceVersion=0')).toBe(200);
  expect(await at(`resourceVersion=${newest - 1}&resourceVersionMatch=NotOlderThan`)).toBe(200);
  expect(await at(`resourceVersion=${newest}&resourceVersionMatch=Exact`)).toBe(200);
  expect(await at(`resourceVersion=${newest - 1}&resourceVersionMatch=Exact`)).toBe(410);
  expect(await at(`resourceVersion=${newest + 1}`)).toBe(504);
  expect(await at('resourceVersionMatch=Exact')).toBe(400);
  expect(await at('continue=abc')).toBe(400);
});

test('tables and metadata only, as kubectl requests them', async () => {
  const { ask, storage } = await testServer();
  create(storage, 'ConfigMap', configMap('a'));
  const accept = (as: string) => ({
    accept: `application/json;as=${as};v=v1;g=meta.k8s.io,application/json`,
  });
  const table = await ask('GET', configMaps, undefined, accept('Table'));
  expect(table.body).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
  expect(table.body.columnDefinitions[0]).toMatchObject({ name: 'Name', type: 'string', format: 'name' });
  expect(table.body.rows).toMatchObject([
    { object: { kind: 'PartialObjectMetadata', metadata: { name: 'a' } } },
  ]);
  const whole = await ask('GET', `${configMaps}/a?includeObject=Object`, undefined, accept('Table'));
  expect(whole.body.rows).toMatchObject([{ object: { kind: 'ConfigMap' } }]);
  const none = await ask('GET', `${configMaps}?includeObject=None`, undefined, accept('Table'));
  expect(none.body.rows[0].object).toBeNull();
  expect(await ask('GET', `${configMaps}?includeObject=x`, undefined, accept('Table'))).toMatchObject({
    code: 400,
  });
  const partial = await ask('GET', configMaps, undefined, accept('PartialObjectMetadataList'));
  expect(partial.body).toMatchObject({
    kind: 'PartialObjectMetadataList',
    items: [{ metadata: { name: 'a' } }],
  });
});

test('the main resource keeps the status, and the status keeps the rest', async () => {
  const { ask, storage } = await testServer();
  const { metadata, spec } = create(storage, 'Deployment', deployment('web'));
  const sent = { metadata, spec: { ...spec, replicas: 4 }, status: { replicas: 3 } };
  const status = await ask('PUT', `${deployments}/web/status`, sent);
  expect(status).toMatchObject({ code: 200, body: { spec: { replicas: 1 }, status: { replicas: 3 } } });
  const stale = await ask('PUT', `${deployments}/web`, sent);
  expect(stale).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
  const { resourceVersion: _, ...unversioned } = metadata;
  const main = await ask('PUT', `${deployments}/web`, {
    ...sent,
    metadata: unversioned,
    status: { replicas: 9 },
  });
  expect(main).toMatchObject({ code: 200, body: { spec: { replicas: 4 }, status: { replicas: 3 } } });
  const merge = { 'content-type': 'application/merge-patch+json' };
  const patched = await ask(
    'PATCH',
    `${deployments}/web/status`,
    { spec: { replicas: 7 }, status: { replicas: 4 } },
    merge,
  );
  expect(patched).toMatchObject({ code: 200, body: { spec: { replicas: 4 }, status: { replicas: 4 } } });
});

test('kinds that require a version are not updated without one', async () => {
  const { ask } = await testServer();
  const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
  await ask('POST', leases, { metadata: { name: 'l' }, spec: {} });
  expect(await ask('PUT', `${leases}/l`, { metadata: { name: 'l' }, spec: {} })).toMatchObject({
    code: 422,
    body: { message: expect.stringContaining('metadata.resourceVersion') },
  });
});

test('every kind of patch', async () => {
  const { ask, storage } = await testServer();
  create(storage, 'ConfigMap', { ...configMap('a'), data: { a: '1', b: '2' } });
  const patch = async (type: string, body: unknown) =>
    await ask('PATCH', `${configMaps}/a`, body, { 'content-type': `application/${type}` });
  expect((await patch('merge-patch+json', { data: { a: null, c: '3' } })).body.data).toEqual({
    b: '2',
    c: '3',
  });
  const strategic = await patch('strategic-merge-patch+json', { data: { $patch: 'replace', d: '4' } });
  expect(strategic.body.data).toEqual({ d: '4' });
  const json = await patch('json-patch+json', [{ op: 'add', path: '/data/e', value: '5' }]);
  expect(json.body.data).toEqual({ d: '4', e: '5' });
  const failing = await patch('json-patch+json', [{ op: 'test', path: '/data/e', value: '6' }]);
  expect(failing).toMatchObject({ code: 422 });
  expect(await patch('json-patch+json', [{ op: 'other' }])).toMatchObject({ code: 422 });
  expect(await patch('json-patch+json', {})).toMatchObject({ code: 400 });
  expect(await patch('merge-patch+json', { metadata: { resourceVersion: '1' } })).toMatchObject({
    code: 409,
  });
  expect(await patch('merge-patch+json', { colour: 'red' })).toMatchObject({ code: 400 });
  expect(
    await ask('PATCH', `${configMaps}/b`, {}, { 'content-type': 'application/merge-patch+json' }),
  ).toMatchObject({
    code: 404,
  });
});

test('scale reads and writes the replicas', async () => {
  const { ask, storage } = await testServer();
  const { metadata } = create(storage, 'Deployment', deployment('web'));
  const path = `${deployments}/web/scale`;
  const scale = await ask('GET', path);
  expect(scale.body).toMatchObject({
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    spec: { replicas: 1 },
    status: { replicas: 0, selector: 'app=web' },
  });
  expect(await ask('PUT', path, { ...scale.body, spec: { replicas: 3 } })).toMatchObject({
    code: 200,
    body: { spec: { replicas: 3 } },
  });
  expect(await ask('PUT', path, { ...scale.body, spec: { replicas: 4 } })).toMatchObject({ code: 409 });
  const merge = { 'content-type': 'application/merge-patch+json' };
  expect(await ask('PATCH', path, { spec: { replicas: 5 } }, merge)).toMatchObject({
    body: { spec: { replicas: 5 } },
  });
  expect(await ask('PATCH', path, { spec: { replicas: -1 } }, merge)).toMatchObject({ code: 400 });
  const { spec, metadata: after } = storage.get('Deployment', { namespace: 'default', name: 'web' });
  expect(spec?.replicas).toBe(5);
  expect(after.generation).toBe((metadata.generation ?? 0) + 2);
});

test('a pod is bound once', async () => {
  const { ask, storage } = await testServer();
  create(storage, 'Pod', pod('a'));
  create(storage, 'Pod', pod('b'));
  const binding = (name: string, node: string) => ({
    metadata: { name },
    target: { kind: 'Node', name: node },
  });
  const pods = '/api/v1/namespaces/default/pods';
  expect(await ask('POST', `${pods}/a/binding`, binding('a', 'n1'))).toMatchObject({ code: 201 });
  expect(await ask('POST', '/api/v1/namespaces/default/bindings', binding('b', 'n1'))).toMatchObject({
    code: 201,
  });
  expect((await ask('GET', `${pods}/a`)).body).toMatchObject({
    spec: { nodeName: 'n1' },
    status: { conditions: [{ type: 'PodScheduled', status: 'True' }] },
  });
  expect(await ask('POST', `${pods}/a/binding`, binding('a', 'n2'))).toMatchObject({
    code: 409,
    body: {
      message: 'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "n1"',
    },
  });
  expect(await ask('POST', `${pods}/a/binding`, binding('other', 'n2'))).toMatchObject({ code: 400 });
  expect(await ask('POST', `${pods}/a/binding`, {})).toMatchObject({ code: 400 });
});

test('an eviction deletes, and one of another pod does not', async () => {
  const { ask, storage } = await testServer();
  create(storage, 'Pod', pod('a', { spec: { nodeName: 'n1' } }));
  const path = '/api/v1/namespaces/default/pods/a/eviction';
  const eviction = (deleteOptions: object) => ({ apiVersion: 'policy/v1', kind: 'Eviction', deleteOptions });
  expect(await ask('POST', path, eviction({ preconditions: { uid: 'other' } }))).toMatchObject({ code: 409 });
  const dryRun = eviction({ dryRun: ['All'] });
  expect(await ask('POST', path, dryRun)).toMatchObject({ code: 201 });
  const there = storage.get('Pod', { namespace: 'default', name: 'a' });
  expect(there.metadata.deletionTimestamp).toBeUndefined();
  const { uid, resourceVersion } = there.metadata;
  expect(await ask('POST', path, eviction({ preconditions: { uid, resourceVersion } }))).toMatchObject({
    code: 201,
    body: { kind: 'Status', status: 'Success' },
  });
  const { metadata } = storage.get('Pod', { namespace: 'default', name: 'a' });
  expect(metadata.deletionTimestamp).toBeDefined();
});

test('a delete responds with the remaining object, and reads its options from body or query', async () => {
  const { ask, storage } = await testServer();
  const { metadata } = create(storage, 'ConfigMap', configMap('a'));
  expect(await ask('DELETE', `${configMaps}/a?dryRun=All`)).toMatchObject({ code: 200 });
  expect(await ask('DELETE', `${configMaps}/a`, { preconditions: { resourceVersion: '1' } })).toMatchObject({
    code: 409,
  });
  expect(await ask('DELETE', `${configMaps}/a`, { preconditions: { uid: metadata.uid } })).toMatchObject({
    code: 200,
    body: {
      kind: 'Status',
      status: 'Success',
      details: { name: 'a', kind: 'configmaps', uid: metadata.uid },
    },
  });
  expect(await ask('DELETE', `${configMaps}/a`)).toMatchObject({ code: 404 });
  create(storage, 'Pod', pod('p', { spec: { nodeName: 'n1' } }));
  const pods = '/api/v1/namespaces/default/pods/p';
  expect((await ask('DELETE', `${pods}?gracePeriodSeconds=5`)).body.metadata.deletionGracePeriodSeconds).toBe(
    5,
  );
  expect(await ask('DELETE', pods, { gracePeriodSeconds: 0 })).toMatchObject({
    code: 200,
    body: { kind: 'Pod' },
  });
  create(storage, 'Deployment', deployment('web'));
  const foreground = await ask('DELETE', `${deployments}/web?propagationPolicy=Foreground`);
  expect(foreground.body.metadata.finalizers).toEqual(['foregroundDeletion']);
  expect(await ask('DELETE', `${deployments}/web?propagationPolicy=Other`)).toMatchObject({ code: 400 });
});

test.each(['body', 'query'])('the deprecated orphanDependents is supported in the %s', async (place) => {
  const { ask, storage } = await testServer();
  create(storage, 'Deployment', deployment('web'));
  const answer =
    place === 'body'
      ? await ask('DELETE', `${deployments}/web`, { orphanDependents: true })
      : await ask('DELETE', `${deployments}/web?orphanDependents=true`);
  expect(answer.body.metadata.finalizers).toEqual(['orphan']);
});

test('a collection is deleted as far as it is selected', async () => {
  const { ask, storage } = await testServer();
  for (const name of ['a', 'b', 'c'])
    create(storage, 'ConfigMap', configMap(name, { labels: { keep: String(name === 'b') } }));
  const { code, body } = await ask('DELETE', `${configMaps}?labelSelector=keep%3Dfalse`);
  expect({ code, kind: body.kind, count: body.items.length }).toEqual({
    code: 200,
    kind: 'ConfigMapList',
    count: 2,
  });
  expect(storage.list('ConfigMap', {}).items.map(({ metadata }) => metadata.name)).toEqual(['b']);
});

test('a dry run stores nothing; any other value is refused', async () => {
  const { ask, store } = await testServer();
  const before = store.version();
  expect(await ask('POST', `${configMaps}?dryRun=All`, configMap('a'))).toMatchObject({ code: 201 });
  expect(store.version()).toBe(before);
  expect(await ask('POST', `${configMaps}?dryRun=Some`, configMap('a'))).toMatchObject({ code: 400 });
});

test('the finalizers of a namespace change only through finalize', async () => {
  const { ask } = await testServer();
  const path = '/api/v1/namespaces/shop';
  const manifest = { metadata: { name: 'shop', labels: { team: 'a' } } };
  await ask('POST', '/api/v1/namespaces', manifest);
  const replaced = await ask('PUT', path, manifest);
  expect(replaced.body).toMatchObject({
    metadata: { labels: { team: 'a' } },
    spec: { finalizers: ['kubernetes'] },
  });
  await ask('DELETE', path);
  expect(await ask('GET', path)).toMatchObject({ code: 200, body: { status: { phase: 'Terminating' } } });
  const finalized = { ...replaced.body, metadata: { name: 'shop' }, spec: { finalizers: [] } };
  expect(await ask('PUT', `${path}/finalize`, finalized)).toMatchObject({ code: 200 });
  expect(await ask('GET', path)).toMatchObject({ code: 404 });
});
