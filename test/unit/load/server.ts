import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { newAuthority } from '../../../harness/kube/certificates.ts';

/** What a server does with one request; `answer` is the well-behaved thing to do. */
export type Behaviour = (
  socket: Socket,
  request: { readonly number: number; readonly connection: number },
) => void;

export interface TestServer extends AsyncDisposable {
  readonly url: URL;
  /** Requests and connections that reached it. */
  readonly seen: { requests: number; connections: number };
}

export const answerText = (headers = '', body = 'ok') =>
  `HTTP/1.1 200 OK\r\nx-rehearse-pod: web-1\r\nx-rehearse-node: worker-1\r\ncontent-length: ${body.length}\r\n${headers}\r\n${body}`;

export const answer: Behaviour = (socket) => void socket.write(answerText());

/** Answers, but for requests from `from` to `to`, which it treats as told. */
export const except =
  (from: number, to: number, behave: Behaviour, otherwise = answer): Behaviour =>
  (socket, request) =>
    (request.number >= from && request.number < to ? behave : otherwise)(socket, request);

/** What a test's TLS needs; `ca` is for its client. */
export async function testTls(): Promise<{ ca: string; cert: string; key: string }> {
  const authority = await newAuthority('test');
  return {
    ca: authority.ca,
    ...(await authority.issue({ commonName: 'web', ips: ['127.0.0.1'], names: [] })),
  };
}

/** The same on each connection once its keys are agreed on; a reset is one of the TCP connection below. */
function secureServer(tls: { cert: string; key: string }, onConnection: (socket: Socket) => void): Server {
  const below = new Map<number | undefined, Socket>();
  const server = createTlsServer({ ...tls, noDelay: true }, (socket) => {
    const raw = below.get(socket.remotePort);
    socket.resetAndDestroy = () => {
      raw?.resetAndDestroy();
      return socket;
    };
    onConnection(socket);
  });
  server.on('connection', (raw: Socket) => {
    below.set(raw.remotePort, raw);
    raw.once('close', () => below.delete(raw.remotePort));
  });
  return server;
}

/** A bare TCP server that behaves as told, request by request: node:http would repair most of it. */
export async function serve(
  behave: Behaviour,
  onConnection?: (socket: Socket) => void,
  tls?: { cert: string; key: string },
): Promise<TestServer> {
  const seen = { requests: 0, connections: 0 };
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    seen.connections += 1;
    const connection = seen.connections;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onConnection?.(socket);
    socket.on('data', (chunk) => {
      for (const _ of chunk.toString('latin1').matchAll(/\r\n\r\n/g)) {
        seen.requests += 1;
        behave(socket, { number: seen.requests, connection });
      }
    });
  };
  const server = tls ? secureServer(tls, accept) : createServer({ noDelay: true }, accept);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http${tls ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    seen,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** An address on which nothing listens. */
export async function closedPort(): Promise<URL> {
  await using server = await serve(answer);
  return server.url;
}
