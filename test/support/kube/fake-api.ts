import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Kube } from '../../../harness/kube/connect.ts';

/** A Kubernetes object, as far as a store needs it. */
export interface FakeObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

interface Stored extends FakeObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    resourceVersion: string;
  };
}

interface Happening {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly collection: string;
  readonly object: Stored;
}

interface Watcher {
  readonly collection: string;
  readonly response: ServerResponse;
}

/** Answers a request instead of the store; returns true if it did. */
export type Rule = (request: IncomingMessage, response: ServerResponse, body: string) => boolean;

/** A small API server over real HTTP: lists, watches with resource versions, reads, patches, evictions, deletions. */
export interface FakeApi extends AsyncDisposable {
  readonly kube: Kube;
  readonly url: string;
  /** Path of the kubeconfig from which `kube` was created. */
  readonly kubeconfig: string;
  /** Every request's method and path with query, in order. */
  readonly requests: readonly string[];
  /** `collection` as `/api/v1/nodes`, always the cluster-wide one. */
  put(collection: string, object: FakeObject): void;
  remove(collection: string, name: string): void;
  stored(collection: string): readonly FakeObject[];
  /** Tried before the store, in order. */
  readonly rules: Rule[];
  /** Forgets past changes: watches from an older version are answered 410. */
  forgetHistory(): void;
  /** Cuts every open watch. */
  cutWatches(): void;
  /** Stops listening and cuts every connection; objects put meanwhile are stored. */
  close(): Promise<void>;
  /** Listens again on the same port. */
  reopen(): Promise<void>;
  openWatches(): number;
  /** How many connections there were in all. */
  connections(): number;
}

export async function fakeApi(): Promise<FakeApi> {
  const store = new Map<string, Map<string, Stored>>();
  const history: Happening[] = [];
  const watchers = new Set<Watcher>();
  const sockets = new Set<Socket>();
  const rules: Rule[] = [];
  const requests: string[] = [];
  let version = 100;
  let oldest = 0;
  let connections = 0;

  const getCollection = (name: string) => {
    const found = store.get(name) ?? new Map<string, Stored>();
    store.set(name, found);
    return found;
  };
  const happen = (happening: Happening) => {
    history.push(happening);
    for (const watcher of watchers)
      if (watcher.collection === happening.collection)
        send(watcher.response, happening.type, happening.object);
  };
  const put = (collection: string, object: FakeObject) => {
    const objects = getCollection(collection);
    const before = objects.get(object.metadata.name);
    const uid = object.metadata.uid ?? before?.metadata.uid ?? `uid-of-${object.metadata.name}`;
    const stored: Stored = {
      ...object,
      metadata: { ...object.metadata, uid, resourceVersion: `${++version}` },
    };
    objects.set(object.metadata.name, stored);
    happen({ type: before === undefined ? 'ADDED' : 'MODIFIED', collection, object: stored });
  };
  const remove = (collection: string, name: string) => {
    const objects = getCollection(collection);
    const gone = objects.get(name);
    if (gone === undefined) return;
    objects.delete(name);
    const last = { ...gone, metadata: { ...gone.metadata, resourceVersion: `${++version}` } };
    happen({ type: 'DELETED', collection, object: last });
  };
  const watch = (collection: string, since: number, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    if (since < oldest) {
      send(response, 'ERROR', { kind: 'Status', code: 410, message: 'too old resource version' });
      response.end();
      return;
    }
    for (const { type, object, collection: of } of history)
      if (of === collection && Number(object.metadata.resourceVersion) > since) send(response, type, object);
    const watcher = { collection, response };
    watchers.add(watcher);
    response.on('close', () => watchers.delete(watcher));
  };
  const handle = (request: IncomingMessage, response: ServerResponse, body: string) => {
    requests.push(`${request.method} ${request.url}`);
    if (rules.some((rule) => rule(request, response, body))) return;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fake');
    if (pathname === '/readyz') return void response.end('ok');
    const { collection, name, subresource } = addressed(pathname);
    if (searchParams.has('watch'))
      return watch(collection, Number(searchParams.get('resourceVersion')), response);
    const objects = getCollection(collection);
    if (name === null)
      return answer(response, 200, {
        metadata: { resourceVersion: `${version}` },
        items: [...objects.values()],
      });
    const object = objects.get(name);
    if (object === undefined) return answer(response, 404, { kind: 'Status', message: `${name} not found` });
    if (request.method === 'PATCH') {
      const { spec, metadata } = JSON.parse(body) as { spec?: object; metadata?: object };
      put(collection, {
        ...object,
        metadata: { ...object.metadata, ...metadata },
        spec: { ...(object.spec as object), ...spec },
      });
      return answer(response, 200, objects.get(name));
    }
    if (subresource === 'eviction' || request.method === 'DELETE') {
      remove(collection, name);
      return answer(response, 201, { kind: 'Status', status: 'Success' });
    }
    answer(response, 200, object);
  };
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => handle(request, response, body));
  });
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const folder = await mkdtemp(join(tmpdir(), 'fake-api-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, formatKubeconfig(url));
  const kube = connect(kubeconfig);
  return {
    kube,
    url,
    kubeconfig,
    requests,
    rules,
    put,
    remove,
    stored: (collection) => [...getCollection(collection).values()],
    close,
    reopen: () => listen(port),
    forgetHistory: () => {
      oldest = ++version;
    },
    cutWatches: () => {
      for (const { response } of watchers) response.socket?.destroy();
    },
    openWatches: () => watchers.size,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      await kube.close();
      if (server.listening) await close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Answers with a Status or an object. */
export function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function send(response: ServerResponse, type: string, object: object): void {
  response.write(`${JSON.stringify({ type, object })}\n`);
}

/** Names are unique across namespaces here: `/api/v1/namespaces/x/pods/p` is p of `/api/v1/pods`. */
function addressed(pathname: string): {
  collection: string;
  name: string | null;
  subresource: string | null;
} {
  const parts = pathname.replace(/\/namespaces\/[^/]+\//, '/').split('/');
  const depth = parts[1] === 'api' ? 4 : 5;
  return {
    collection: parts.slice(0, depth).join('/'),
    name: parts[depth] ?? null,
    subresource: parts[depth + 1] ?? null,
  };
}

function formatKubeconfig(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'fake', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'fake', user: {} }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake' } }],
    'current-context': 'fake',
  });
}
