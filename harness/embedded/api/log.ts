import type { IncomingMessage, RequestOptions } from 'node:http';
import { request } from 'node:https';
import { kubeletPort } from '../addresses.ts';
import type { Key } from '../client/client.ts';
import type { Node, Pod } from '../objects.ts';
import { type Call, storageFor } from './call.ts';
import { badRequest } from './failures.ts';
import { StatusError } from './status-error.ts';

/**
 * GET of a pod's log: requested from its kubelet and streamed to the client, with `follow` for as long as the
 * client listens.
 */
export async function streamLog(call: Call, key: Key & { namespace: string }): Promise<void> {
  const storage = storageFor(call);
  const pod = storage.get('Pod', key);
  const nodeName = pod.spec?.nodeName;
  if (!nodeName) throw badRequest(`pod ${key.name} does not have a host assigned`);
  const container = findContainer(pod, call.query.get('container') ?? '');
  const { host, port } = findKubelet(storage.get('Node', { name: nodeName }));
  const query = new URLSearchParams(call.query);
  query.delete('container');
  const path = `/containerLogs/${[key.namespace, key.name, container].map(encodeURIComponent).join('/')}?${query}`;
  const { ca, token } = call.parts;
  const left = new AbortController();
  // Registered before the request to the kubelet, so that a client that disconnects meanwhile leaves no open stream.
  call.response.once('close', () => left.abort());
  const headers = { authorization: `Bearer ${token}` };
  const answer = await ask({ host, port, path, ca, headers, signal: left.signal });
  answer.once('error', () => call.response.destroy());
  call.response.writeHead(answer.statusCode ?? 500, {
    'content-type': answer.headers['content-type'] ?? 'text/plain',
  });
  call.response.flushHeaders();
  answer.pipe(call.response);
}

function findContainer({ metadata: { name }, spec }: Pod, asked: string): string {
  const names = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].map(
    (container) => container.name,
  );
  const [first = '', ...others] = (spec?.containers ?? []).map((container) => container.name);
  if (asked === '') {
    if (others.length === 0) return first;
    throw badRequest(
      `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
    );
  }
  if (names.includes(asked)) return asked;
  throw badRequest(`container ${asked} is not valid for pod ${name}`);
}

function findKubelet({ metadata: { name }, status }: Node): { host: string; port: number } {
  const host = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  if (host === undefined)
    throw new StatusError(
      500,
      'InternalError',
      `Internal error occurred: no preferred addresses found for node ${name}`,
    );
  return { host, port: status?.daemonEndpoints?.kubeletEndpoint?.Port ?? kubeletPort };
}

function ask(options: RequestOptions & { ca: string }): Promise<IncomingMessage> {
  const { host, port, path } = options;
  const answer = Promise.withResolvers<IncomingMessage>();
  const asking = request({ ...options, agent: false }, answer.resolve);
  asking.once('error', (error) =>
    answer.reject(
      new StatusError(500, 'InternalError', `Get "https://${host}:${port}${path}": ${error.message}`),
    ),
  );
  asking.end();
  return answer.promise;
}
