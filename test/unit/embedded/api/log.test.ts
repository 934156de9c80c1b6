import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { create, pod } from '../../../support/embedded/api/test-objects.ts';
import { serving, type TestServer, testServer } from '../../../support/embedded/api/test-server.ts';

/** A kubelet that responds with the request it got. */
async function kubelet(): Promise<number> {
  const server = createServer(await serving(), (request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    response.write(`${request.url} ${request.headers.authorization}\n`);
    if (!request.url?.includes('follow=true')) response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

function nodeAt({ storage }: TestServer, port: number) {
  const status = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  };
  create(storage, 'Node', { metadata: { name: 'n1' }, status });
}

const path = '/api/v1/namespaces/default/pods/web/log';

test("a log comes from the pod's kubelet, with the query and the token, as it is written", async () => {
  const server = await testServer();
  const { ask, storage, token } = server;
  nodeAt(server, await kubelet());
  create(storage, 'Pod', pod('web', { spec: { nodeName: 'n1' } }));
  expect(await ask('GET', `${path}?tailLines=5`)).toEqual({
    code: 200,
    body: `/containerLogs/default/web/web?tailLines=5 Bearer ${token}\n`,
  });
  const following = await fetchFirst(server, `${path}?follow=true`);
  expect(following).toContain('follow=true');
});

async function fetchFirst({ stream }: TestServer, path: string): Promise<string> {
  for await (const chunk of await stream(path)) return String(chunk);
  return '';
}

test('the container must be unambiguous', async () => {
  const server = await testServer();
  const { ask, storage } = server;
  nodeAt(server, await kubelet());
  const containers = ['a', 'b'].map((name) => ({ name, image: 'web' }));
  create(storage, 'Pod', pod('web', { spec: { nodeName: 'n1', containers } }));
  expect((await ask('GET', path)).body.message).toBe(
    'a container name must be specified for pod web, choose one of: [a b]',
  );
  expect((await ask('GET', `${path}?container=c`)).body.message).toBe('container c is not valid for pod web');
  expect((await ask('GET', `${path}?container=b`)).body).toContain('/containerLogs/default/web/b?');
});

test('a pod without a node has no log, and an unavailable kubelet is reported', async () => {
  const server = await testServer();
  const { ask, storage } = server;
  create(storage, 'Pod', pod('web'));
  expect(await ask('GET', path)).toMatchObject({
    code: 400,
    body: { message: 'pod web does not have a host assigned' },
  });
  nodeAt(server, 1);
  create(storage, 'Pod', pod('other', { spec: { nodeName: 'n1' } }));
  expect(await ask('GET', path.replace('web', 'other'))).toMatchObject({
    code: 500,
    body: { message: expect.stringContaining('ECONNREFUSED') },
  });
});

test('a client that disconnects during the request to the kubelet leaves no open stream', async () => {
  const server = await testServer();
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const silent = createServer(await serving(), (request) => {
    request.socket.once('close', () => left.resolve());
    asked.resolve();
  });
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  nodeAt(server, (silent.address() as AddressInfo).port);
  create(server.storage, 'Pod', pod('web', { spec: { nodeName: 'n1' } }));
  const leaving = request(`${server.url}${path}?follow=true`, {
    ca: server.ca,
    headers: { authorization: `Bearer ${server.token}` },
  });
  leaving.on('error', () => {});
  leaving.end();
  await asked.promise;
  leaving.destroy();
  await left.promise;
});
