import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { errorMessage } from '../../errors.ts';
import type { Certificate } from '../../kube/certificates.ts';
import { answer, type Call, type ServerParts } from './call.ts';
import { respond } from './respond.ts';
import { StatusError } from './status-error.ts';
import { openWatchCache } from './store/watch-cache.ts';

export interface ApiServerOptions extends Omit<ServerParts, 'cache'> {
  readonly address: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls: Certificate;
  /** The version of the cluster, `1.34.4`. */
  readonly version: string;
}

export interface ApiServer extends AsyncDisposable {
  /** https://127.x.y.z:6443 */
  readonly url: string;
  /** Stops like a killed process: watches and requests break, and the port refuses connections. */
  close(): Promise<void>;
}

/** Longer than clients keep an idle connection, so that none is closed while a request is being sent on it. */
const keepAliveMs = 5 * 60_000;

/**
 * One API server over the cluster's store. Its watch cache starts empty.
 * @throws Error if the port is not available
 */
export async function openApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { store, resources, range, ca, token, address, port, tls, version } = options;
  const cache = openWatchCache(store);
  const parts: ServerParts = { store, resources, cache, range, ca, token };
  const server = createServer({ ...tls, keepAliveTimeout: keepAliveMs });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // A client that disconnects during a write is not a server error.
    response.on('error', () => {});
    // Not parsed as a URL: an invalid one such as `//` would throw here, where nothing catches it.
    const [path = '', ...query] = (request.url ?? '').split('?');
    const method = request.method ?? 'GET';
    const call: Call = { parts, request, response, method, query: new URLSearchParams(query.join('?')) };
    handle(call, path, version).catch((error: unknown) => fail(call, error));
  });
  // The server's own list lacks connections that are still in their TLS handshake.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, address);
  await once(server, 'listening');
  const bound = server.address();
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    cache[Symbol.dispose]();
    await closed;
  };
  return {
    url: `https://${address}:${typeof bound === 'object' ? bound?.port : port}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function handle(call: Call, path: string, version: string): Promise<void> {
  if (!isPublic(path) && !isAuthorized(call)) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
  await respond(call, path, version);
}

/** As the real server's `system:public-info-viewer`: load balancers send no credentials. */
const isPublic = (path: string) => ['/healthz', '/livez', '/readyz', '/version'].includes(path);

function isAuthorized({ request, parts }: Call): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${parts.token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function fail(call: Call, error: unknown): void {
  const { response } = call;
  // The client has disconnected, or the response has begun: no error can be sent.
  if (response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  if (!(error instanceof StatusError)) console.error(error);
  const status =
    error instanceof StatusError
      ? error
      : new StatusError(500, 'InternalError', `Internal error occurred: ${errorMessage(error)}`);
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  // Close the connection, so that the rest of the body is not parsed as the next request.
  if (!call.request.complete) response.setHeader('connection', 'close');
  answer(call, status.code, status.toStatus());
}
