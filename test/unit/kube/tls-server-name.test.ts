import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newAuthority } from '../../../harness/kube/certificates.ts';
import { connect } from '../../../harness/kube/connect.ts';
import { watchOnce } from '../../../harness/kube/watch-once.ts';
import { freshRequests } from '../../../harness/observe/fresh-requests.ts';

const name = 'api.internal.rehearsal.k8s.local';

/** An API server at an address that its certificate does not have, as kops' load balancer is, and its kubeconfig. */
async function serverNamed(tlsServerName: string | null): Promise<{ kubeconfig: string; url: string }> {
  const authority = await newAuthority('rehearsal');
  const { cert, key } = await authority.issue({ commonName: 'api', ips: [], names: [name] });
  const server = createServer({ cert, key }, (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url?.includes('watch=true')) response.end(`${JSON.stringify(added)}\n`);
    else response.end(JSON.stringify({ kind: 'NodeList', apiVersion: 'v1', metadata: {}, items: [] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const folder = await mkdtemp(join(tmpdir(), 'tls-server-name-'));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await rm(folder, { recursive: true });
  });
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const kubeconfig = join(folder, 'kubeconfig');
  const cluster = {
    server: url,
    'certificate-authority-data': Buffer.from(authority.ca).toString('base64'),
    ...(tlsServerName === null ? {} : { 'tls-server-name': tlsServerName }),
  };
  const config = {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'c' },
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
  };
  await writeFile(kubeconfig, JSON.stringify(config));
  return { kubeconfig, url };
}

const added = { type: 'ADDED', object: { kind: 'Node', metadata: { name: 'i-1', resourceVersion: '7' } } };
const { signal } = new AbortController();

test('calls, watches and probes expect the name that the kubeconfig gives the server', async () => {
  const { kubeconfig, url } = await serverNamed(name);
  await using kube = connect(kubeconfig);
  expect((await kube.core.listNode()).items).toEqual([]);

  const seen: unknown[] = [];
  const end = await watchOnce({
    ...{ kube, path: '/api/v1/nodes', query: {}, resourceVersion: '1', signal },
    onEvent: (type, object) => void seen.push([type, object.metadata?.name]),
    onVersion: () => {},
  });
  expect(seen, JSON.stringify(end)).toEqual([['ADDED', 'i-1']]);

  const requests = freshRequests(url, await kube.tls(), await kube.headers());
  const answer = await requests.send({ method: 'GET', path: '/readyz', timeoutMs: 5_000 });
  await requests.close();
  expect(answer.error).toBeNull();
});

test.each([null, 'api.internal.production.k8s.local'])(
  'a server of another name is not trusted: %s',
  async (other) => {
    const { kubeconfig, url } = await serverNamed(other);
    await using kube = connect(kubeconfig);
    await expect(kube.core.listNode()).rejects.toThrow();
    const requests = freshRequests(url, await kube.tls());
    const answer = await requests.send({ method: 'GET', path: '/readyz', timeoutMs: 5_000 });
    await requests.close();
    expect(answer.error).toMatch(/ALTNAME|altnames/);
  },
);
