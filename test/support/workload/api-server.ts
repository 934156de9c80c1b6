import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An API server that accepts whatever is created, and gives Services a NodePort. */
export interface ApiServer extends AsyncDisposable {
  readonly kubeconfig: string;
  /** `<plural> <name>` of everything created, in order. */
  readonly created: string[];
}

/** @param refuse status to answer the creation of that `<plural> <name>` with */
export async function apiServer(refuse: Readonly<Record<string, number>> = {}): Promise<ApiServer> {
  const created: string[] = [];
  const server = createServer(async (request, response) => {
    const body = JSON.parse((await request.toArray()).join(''));
    const what = `${request.url?.split('/').at(-1)} ${body.metadata.name}`;
    const status = refuse[what] ?? 201;
    if (status === 201) created.push(what);
    if (what.startsWith('services '))
      for (const [at, port] of body.spec.ports.entries()) port.nodePort = 30_123 + at;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(status === 201 ? body : { kind: 'Status', message: `${what}: no` }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'api-server-'));
  const kubeconfig = join(folder, 'kubeconfig');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = { name: 'c', context: { cluster: 'c', user: 'u' } };
  const clusters = [{ name: 'c', cluster: { server: url, 'insecure-skip-tls-verify': true } }];
  const config = { clusters, users: [{ name: 'u', user: {} }], contexts: [context], 'current-context': 'c' };
  await writeFile(kubeconfig, JSON.stringify(config));
  return {
    kubeconfig,
    created,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true });
    },
  };
}
