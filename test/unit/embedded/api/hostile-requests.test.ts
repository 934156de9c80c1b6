import { describe, expect, test } from 'vitest';
import { configMap, create, deployment, pod } from '../../../support/embedded/api/test-objects.ts';
import { type TestServer, testServer } from '../../../support/embedded/api/test-server.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const deployments = '/apis/apps/v1/namespaces/default/deployments';
const pods = '/api/v1/namespaces/default/pods';
const patchAs = (type: string) => ({ 'content-type': `application/${type}` });

async function isWell({ ask, url }: TestServer): Promise<void> {
  expect(await ask('GET', '/livez'), url).toEqual({ code: 200, body: 'ok' });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
}

test.each(['//', '//x', '/%', '/api/v1/namespaces/%zz/pods/%00', '/api/v1//pods', '/?watch=1'])(
  'the path %o gets a response',
  async (path) => {
    const server = await testServer();
    for (const authorization of ['', `Bearer ${server.token}`])
      expect((await server.ask('GET', path, undefined, { authorization })).code).toBeGreaterThanOrEqual(400);
    await isWell(server);
  },
);

describe('keys with a meaning in JavaScript', () => {
  test.each([
    '{"metadata":{"name":"a"},"data":{"__proto__":"x"}}',
    '{"metadata":{"name":"a","labels":{"__proto__":"x"}}}',
    '{"metadata":{"name":"a","__proto__":{"labels":{"polluted":"1"}}}}',
    '{"metadata":{"name":"a"},"__proto__":{"polluted":1}}',
    '{"metadata":{"name":"a"},"constructor":{"prototype":{"polluted":1}}}',
  ])('%s is not created', async (body) => {
    const server = await testServer();
    expect(await server.ask('POST', configMaps, body)).toMatchObject({ code: 400 });
    await isWell(server);
  });

  test.each([
    ['merge-patch+json', '{"__proto__":{"polluted":1}}'],
    ['merge-patch+json', '{"data":{"__proto__":"x"}}'],
    ['merge-patch+json', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['strategic-merge-patch+json', '{"metadata":{"__proto__":{"polluted":1}}}'],
    ['strategic-merge-patch+json', '{"constructor":{"prototype":{"polluted":1}}}'],
    ['json-patch+json', '[{"op":"add","path":"/__proto__/polluted","value":1}]'],
    ['json-patch+json', '[{"op":"add","path":"/data/__proto__","value":"x"}]'],
    ['json-patch+json', '[{"op":"add","path":"/constructor/prototype/polluted","value":1}]'],
    ['json-patch+json', '[{"op":"copy","from":"/__proto__/x","path":"/data/x"}]'],
  ])('a patch by %s of %s is refused', async (type, body) => {
    const server = await testServer();
    create(server.storage, 'ConfigMap', { ...configMap('a'), data: { x: '1' } });
    expect(await server.ask('PATCH', `${configMaps}/a`, body, patchAs(type))).toMatchObject({ code: 400 });
    expect((await server.ask('GET', `${configMaps}/a`)).body.data).toEqual({ x: '1' });
    await isWell(server);
  });

  test('a label named `constructor` is an ordinary label', async () => {
    const { ask, storage } = await testServer();
    create(storage, 'ConfigMap', configMap('plain'));
    create(storage, 'ConfigMap', configMap('named', { labels: { constructor: 'a' } }));
    const names = async (selector: string) =>
      (await ask('GET', `${configMaps}?labelSelector=${encodeURIComponent(selector)}`)).body.items.map(
        ({ metadata }: { metadata: { name: string } }) => metadata.name,
      );
    expect(await names('constructor')).toEqual(['named']);
    expect(await names('!constructor')).toEqual(['plain']);
    expect(await names('constructor notin (a)')).toEqual(['plain']);
    expect(await names('constructor=a')).toEqual(['named']);
  });
});

test.each(['[null]', '[5]', '[{"op":"add","path":5,"value":1}]', '[{"op":"add","path":"no","value":5}]'])(
  'the JSON patch %s is refused',
  async (body) => {
    const { ask, storage } = await testServer();
    create(storage, 'ConfigMap', configMap('a'));
    expect(await ask('PATCH', `${configMaps}/a`, body, patchAs('json-patch+json'))).toMatchObject({
      code: 400,
      body: { message: expect.stringContaining('of the JSON patch') },
    });
  },
);

test.each(['5', '"abc"', '[]', '[1]', 'true'])('metadata that are %s erase nothing', async (metadata) => {
  const { ask, storage } = await testServer();
  create(storage, 'ConfigMap', configMap('a', { labels: { app: 'web' } }));
  for (const type of ['merge-patch+json', 'strategic-merge-patch+json'])
    expect(await ask('PATCH', `${configMaps}/a`, `{"metadata":${metadata}}`, patchAs(type))).toMatchObject({
      code: 400,
    });
  expect(await ask('POST', configMaps, `{"metadata":${metadata}}`)).toMatchObject({ code: 400 });
  expect((await ask('GET', `${configMaps}/a`)).body.metadata.labels).toEqual({ app: 'web' });
});

test('a body with extreme nesting is refused', async () => {
  const server = await testServer();
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  for (const levels of [150, 200_000])
    expect(await server.ask('POST', configMaps, nested(levels))).toMatchObject({
      code: 400,
      body: { message: expect.stringContaining('levels deep') },
    });
  await isWell(server);
});

test.each([
  '5',
  '[]',
  '"x"',
  '{"dryRun":5}',
  '{"dryRun":"All"}',
  '{"gracePeriodSeconds":"x"}',
  '{"gracePeriodSeconds":1e15}',
  '{"preconditions":"x"}',
  '{"preconditions":{"name":"x"}}',
  '{"colour":"red"}',
  '{"kind":"Pod"}',
])('delete options %s delete nothing', async (body) => {
  const { ask, storage } = await testServer();
  create(storage, 'Pod', pod('a', { spec: { nodeName: 'n1' } }));
  expect(await ask('DELETE', `${pods}/a`, body)).toMatchObject({ code: 400 });
  expect(storage.get('Pod', { namespace: 'default', name: 'a' }).metadata.deletionTimestamp).toBeUndefined();
});

test.each([
  { spec: 5 },
  { spec: { replicas: 1e12 } },
  { spec: { replicas: '3' } },
  { spec: { replicas: 3, colour: 'red' } },
  { kind: 'Pod', spec: { replicas: 3 } },
  { metadata: { name: 'other' }, spec: { replicas: 3 } },
  { metadata: 5, spec: { replicas: 3 } },
])('the scale %j changes nothing', async (body) => {
  const { ask, storage } = await testServer();
  create(storage, 'Deployment', deployment('web'));
  expect(await ask('PUT', `${deployments}/web/scale`, body)).toMatchObject({ code: 400 });
  expect(await ask('PATCH', `${deployments}/web/scale`, body, patchAs('merge-patch+json'))).toMatchObject({
    code: 400,
  });
  expect(storage.get('Deployment', { namespace: 'default', name: 'web' }).spec?.replicas).toBe(1);
});

test.each([
  { target: 5 },
  { target: { name: 5 } },
  { target: { kind: 'Pod', name: 'n1' } },
  { metadata: { name: {} }, target: { name: 'n1' } },
  { target: { name: 'n1' }, colour: 'red' },
])('the binding %j binds nothing', async (body) => {
  const { ask, storage } = await testServer();
  create(storage, 'Pod', pod('a'));
  expect(await ask('POST', `${pods}/a/binding`, body)).toMatchObject({ code: 400 });
  expect(storage.get('Pod', { namespace: 'default', name: 'a' }).spec?.nodeName).toBeUndefined();
});

test.each(['exec?command=ls', 'attach', 'portforward', 'proxy/', 'ephemeralcontainers', 'resize'])(
  'pods/%s is reported as unsupported',
  async (part) => {
    const { ask } = await testServer();
    expect(await ask('POST', `${pods}/a/${part}`)).toMatchObject({
      code: 404,
      body: { message: expect.stringContaining('not in the embedded cluster') },
    });
  },
);

test('thousands of commas in a selector take no noticeable time', async () => {
  const { ask } = await testServer();
  const selector = 'a,'.repeat(6_000);
  expect(await ask('GET', `${configMaps}?labelSelector=${selector}`)).toMatchObject({ code: 400 });
});

test.each([undefined, 'null', '[]', '{"deleteOptions":{"gracePeriodSeconds":1e14}}', '{"colour":"red"}'])(
  'the eviction %s evicts nothing',
  async (body) => {
    const { ask, storage } = await testServer();
    create(storage, 'Pod', pod('a', { spec: { nodeName: 'n1' } }));
    expect(await ask('POST', `${pods}/a/eviction`, body)).toMatchObject({ code: 400 });
    expect(
      storage.get('Pod', { namespace: 'default', name: 'a' }).metadata.deletionTimestamp,
    ).toBeUndefined();
  },
);
