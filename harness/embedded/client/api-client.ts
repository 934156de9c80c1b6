import { formatApiVersion, formatPath, kinds } from '../kinds.ts';
import type { Kind, Kinds } from '../objects.ts';
import type { ApiAccess, ApiClient, Change, Key, ListedObjects, Selection } from './client.ts';
import { statusFailure, transport } from './transport.ts';

export interface ConnectOptions {
  /** Timeout of every request, and of a watch's first response. */
  readonly timeoutMs?: number;
  /** The server is asked to end a watch after this time, so that a silently broken connection is noticed. */
  readonly watchSeconds?: number;
}

/** HTTPS through Node's own client only, because this code runs in every node process. */
export function connectApi(access: ApiAccess, options: ConnectOptions = {}): ApiClient {
  const { timeoutMs = 10_000, watchSeconds = 300 } = options;
  const server = transport(access, timeoutMs);

  const put = async <K extends Kind>(kind: K, object: Kinds[K], subresource = '') => {
    const body = { ...getType(kind), ...object };
    return (await server.call(`${formatPath(kind, object.metadata)}${subresource}`, {
      method: 'PUT',
      body,
    })) as Kinds[K];
  };

  return {
    async get<K extends Kind>(kind: K, key: Key) {
      return (await server.call(formatPath(kind, key), { method: 'GET' })) as Kinds[K];
    },
    async list<K extends Kind>(kind: K, selection: Selection = {}): Promise<ListedObjects<K>> {
      const list = (await server.call(`${formatPath(kind, selection)}${query(selection)}`, {
        method: 'GET',
      })) as { metadata: { resourceVersion: string }; items: Kinds[K][] };
      return { items: list.items, resourceVersion: list.metadata.resourceVersion };
    },
    async *watch<K extends Kind>(
      kind: K,
      selection: Selection & { readonly resourceVersion: string },
      signal: AbortSignal,
    ) {
      const path = `${formatPath(kind, selection)}${query(selection, {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: selection.resourceVersion,
        timeoutSeconds: String(watchSeconds),
      })}`;
      for await (const line of server.lines(path, signal)) yield parseChange<K>(line);
    },
    async create(kind, object) {
      const at = object.metadata.namespace === undefined ? {} : { namespace: object.metadata.namespace };
      const body = { ...getType(kind), ...object };
      return (await server.call(formatPath(kind, at), { method: 'POST', body })) as Kinds[typeof kind];
    },
    update: (kind, object) => put(kind, object),
    updateStatus: (kind, object) => put(kind, object, '/status'),
    async patch(kind, key, body, subresource) {
      const path = `${formatPath(kind, key)}${subresource === undefined ? '' : `/${subresource}`}`;
      const contentType = 'application/merge-patch+json';
      return (await server.call(path, { method: 'PATCH', body, contentType })) as Kinds[typeof kind];
    },
    async delete(kind, key, { gracePeriodSeconds, uid, propagationPolicy } = {}) {
      const body = {
        kind: 'DeleteOptions',
        apiVersion: 'v1',
        ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
        ...(uid === undefined ? {} : { preconditions: { uid } }),
        ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
      };
      await server.call(formatPath(kind, key), { method: 'DELETE', body });
    },
    async bind(pod, nodeName) {
      const body = {
        kind: 'Binding',
        apiVersion: 'v1',
        metadata: pod,
        target: { kind: 'Node', apiVersion: 'v1', name: nodeName },
      };
      await server.call(`${formatPath('Pod', pod)}/binding`, { method: 'POST', body });
    },
    async finalize(namespace) {
      const body = { ...getType('Namespace'), ...namespace };
      await server.call(`${formatPath('Namespace', namespace.metadata)}/finalize`, { method: 'PUT', body });
    },
    async [Symbol.asyncDispose]() {
      server.close();
    },
  };
}

const getType = (kind: Kind) => ({ kind, apiVersion: formatApiVersion(kinds[kind]) });

function query(selection: Selection, more: Readonly<Record<string, string>> = {}): string {
  const { fieldSelector, labelSelector } = selection;
  const asked = new URLSearchParams({
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...more,
  });
  return asked.size === 0 ? '' : `?${asked}`;
}

/** @throws ApiFailure for an event of type ERROR, such as 410 Expired */
function parseChange<K extends Kind>(line: unknown): Change<K> {
  const { type, object } = line as { type: string; object: Kinds[K] };
  if (type === 'ERROR') throw statusFailure(object);
  if (type === 'BOOKMARK') return { type, resourceVersion: object.metadata.resourceVersion };
  return { type: type as 'ADDED' | 'MODIFIED' | 'DELETED', object };
}
