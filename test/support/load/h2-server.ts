import { once } from 'node:events';
import {
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { openRelay } from './relay.ts';
import type { TestServer } from './server.ts';

/** What a server of HTTP/2 does with one request. */
export type H2Behaviour = (
  stream: ServerHttp2Stream,
  request: {
    readonly number: number;
    readonly headers: IncomingHttpHeaders;
    readonly session: ServerHttp2Session;
    /** The client's connection, which this test may end. */
    readonly socket: Socket;
  },
) => void;

const headers = { ':status': 200, 'x-rehearse-pod': 'web-1', 'x-rehearse-node': 'worker-1' };

export const h2Answer: H2Behaviour = (stream) => {
  if (stream.destroyed) return;
  stream.respond(headers);
  stream.end('ok');
};

/** Starts a response without finishing it. */
export const h2Half: H2Behaviour = (stream) => {
  stream.respond(headers);
  stream.write('o');
};

/** Once the client sends nothing more, so that the end of the connection meets no write. */
export function whenQuiet(session: ServerHttp2Session, action: () => void): void {
  if (session.pendingSettingsAck) session.once('localSettings', action);
  else action();
}

/**
 * A GOAWAY without an error whose last id covers every request. Node's own server would answer no more after
 * it.
 */
export const goawayOfNone = Buffer.from('0000080700000000007fffffff00000000', 'hex');

/** Answers, except requests from `from` to `to`, which it treats as specified. */
export const h2Except =
  (from: number, to: number, behave: H2Behaviour): H2Behaviour =>
  (stream, request) =>
    (request.number >= from && request.number < to ? behave : h2Answer)(stream, request);

export interface H2TestServer extends TestServer {
  readonly sessions: ReadonlySet<ServerHttp2Session>;
}

/** A server of HTTP/2 that behaves as specified, request by request. */
export async function serveH2(
  behave: H2Behaviour,
  options: { tls?: { cert: string; key: string }; maxConcurrentStreams?: number } = {},
): Promise<H2TestServer> {
  const { tls, maxConcurrentStreams } = options;
  const seen = { requests: 0, connections: 0 };
  const sessions = new Set<ServerHttp2Session>();
  const settings = maxConcurrentStreams === undefined ? {} : { settings: { maxConcurrentStreams } };
  const server: Http2Server | Http2SecureServer = tls
    ? createSecureServer({ ...settings, ...tls })
    : createServer(settings);
  server.on('connection', (socket: Socket) => {
    seen.connections += 1;
    socket.on('error', () => {});
  });
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
    const { remotePort } = session.socket;
    session.on('stream', (stream, headers) => {
      seen.requests += 1;
      stream.on('error', () => {});
      const socket = relay.findClient(remotePort);
      behave(stream, { number: seen.requests, headers, session, socket });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const relay = await openRelay((server.address() as AddressInfo).port);
  return {
    url: new URL(`http${tls ? 's' : ''}://127.0.0.1:${relay.port}/`),
    seen,
    sessions,
    async [Symbol.asyncDispose]() {
      relay[Symbol.dispose]();
      for (const session of sessions) session.destroy();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
