import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Authority, newAuthority } from '../../../../../harness/clusters/embedded/api/certificates.ts';
import { resources } from '../../../../../harness/clusters/embedded/api/kinds/resources.ts';
import type { Storage } from '../../../../../harness/clusters/embedded/api/resource.ts';
import { openApiServer } from '../../../../../harness/clusters/embedded/api/server.ts';
import { storageOn } from '../../../../../harness/clusters/embedded/api/storage.ts';
import { openStore, type Store } from '../../../../../harness/clusters/embedded/api/store.ts';

const address = '127.0.0.1';
let authority: Promise<Authority> | undefined;

export interface TestServer {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
  readonly store: Store;
  readonly storage: Storage;
  /** Path of a kubeconfig for it. */
  readonly kubeconfig: string;
  /** Closes it and opens it again at the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A real API server over a store of its own, with the namespace `default`, until the test has finished. */
export async function testServer(): Promise<TestServer> {
  authority ??= newAuthority('test');
  const { ca, issue } = await authority;
  const tls = await issue({ commonName: 'kube-apiserver', ips: [address], names: ['localhost'] });
  const store = openStore();
  const storage = storageOn(store, resources);
  createNamespace(storage, 'default');
  const token = randomUUID();
  const open = (port: number) =>
    openApiServer({ address, port, store, resources, range: 77, ca, token, tls, version: '1.34.4' });
  let server = await open(0);
  const { url } = server;
  const folder = await mkdtemp(join(tmpdir(), 'api-server-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubeconfigFor(url, ca, token));
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const stop = () => server.close();
  const start = async () => {
    server = await open(Number(new URL(url).port));
  };
  const restart = async () => {
    await stop();
    await start();
  };
  return { url, ca, token, store, storage, kubeconfig, restart, stop, start };
}

export function createNamespace(storage: Storage, name: string): void {
  const namespace = resources.Namespace.admit({ metadata: { name } });
  storage.create('Namespace', resources.Namespace.beforeCreate(namespace, { storage, range: 77 }));
}

function kubeconfigFor(url: string, ca: string, token: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [
      {
        name: 'test',
        cluster: { server: url, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
      },
    ],
    users: [{ name: 'test', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
  });
}
