import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, type Dispatcher, request } from 'undici';
import { onTestFinished } from 'vitest';
import { resources } from '../../../../harness/embedded/api/kinds/resources.ts';
import type { Storage } from '../../../../harness/embedded/api/resource.ts';
import { openApiServer } from '../../../../harness/embedded/api/server.ts';
import { storageOn } from '../../../../harness/embedded/api/store/storage.ts';
import { openStore, type Store } from '../../../../harness/embedded/api/store/store.ts';
import { type Authority, newAuthority } from '../../../../harness/kube/certificates.ts';
import { create } from './test-objects.ts';

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
  /** One request, with the token. `body` is sent as JSON, and as the media type given. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Events of a watch until it ends or breaks; `path` includes the query. */
  watch(path: string, headers?: Readonly<Record<string, string>>): Promise<WatchEvents>;
  /** The body of a GET as it arrives. */
  stream(path: string, headers?: Readonly<Record<string, string>>): Promise<AsyncIterable<Buffer>>;
  /** Closes it and opens it again at the same port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface Answer {
  readonly code: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever comes
  readonly body: any;
}

export interface WatchEvents extends AsyncIterable<WatchEvent> {
  /** The next event; null when the watch has ended. */
  next(): Promise<WatchEvent | null>;
}

export interface WatchEvent {
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever comes
  readonly object: any;
}

const testAuthority = () => {
  authority ??= newAuthority('test');
  return authority;
};

/** A certificate for loopback. */
export const serving = async () =>
  await (await testAuthority()).issue({ commonName: 'localhost', ips: [address], names: ['localhost'] });

/** A real API server with its own store, with the namespace `default`, until the end of the test. */
export async function testServer(): Promise<TestServer> {
  const { ca } = await testAuthority();
  const tls = await serving();
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
  const dispatcher = new Agent({ connect: { ca } });
  const authorized = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  onTestFinished(async () => {
    await dispatcher.destroy();
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
  const ask: TestServer['ask'] = async (method, path, body, headers = {}) => {
    const answer = await request(url + path, {
      dispatcher,
      method: method as Dispatcher.HttpMethod,
      headers: { ...authorized, ...headers },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await answer.body.text();
    return { code: answer.statusCode, body: text.startsWith('{') ? JSON.parse(text) : text };
  };
  const stream: TestServer['stream'] = async (path, headers = {}) => {
    const { body } = await request(url + path, { dispatcher, headers: { ...authorized, ...headers } });
    onTestFinished(() => void body.on('error', () => {}).destroy());
    return body;
  };
  const watch: TestServer['watch'] = async (path, headers) => {
    const lines = eventsIn(await stream(path, headers));
    return {
      next: async () => (await lines.next()).value ?? null,
      [Symbol.asyncIterator]: () => lines,
    };
  };
  return { url, ca, token, store, storage, kubeconfig, ask, stream, watch, restart, stop, start };
}

async function* eventsIn(body: AsyncIterable<Buffer>): AsyncGenerator<WatchEvent, undefined> {
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line);
  }
  return undefined;
}

export function createNamespace(storage: Storage, name: string): void {
  create(storage, 'Namespace', { metadata: { name } });
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
