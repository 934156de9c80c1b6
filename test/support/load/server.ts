import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { newAuthority } from '../../../harness/kube/certificates.ts';
import { openRelay } from './relay.ts';

/** What a server does with one request; `answer` is the well-behaved way. */
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

/** Answers, except requests from `from` to `to`, which it treats as specified. */
export const except =
  (from: number, to: number, behave: Behaviour, otherwise = answer): Behaviour =>
  (socket, request) =>
    (request.number >= from && request.number < to ? behave : otherwise)(socket, request);

/** What a server may do to an HTTP/1.1 request that it has read, and the outcome that is counted. */
export const misbehaviours: Readonly<Record<string, { behave: Behaviour; outcome: string }>> = {
  'that is reset after it was sent': {
    behave: (socket) => void socket.resetAndDestroy(),
    outcome: 'reset-after-sent',
  },
  'that is closed without an answer': { behave: (socket) => void socket.end(), outcome: 'closed' },
  'that is answered with an error': {
    behave: (socket) => void socket.write('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'),
    outcome: 'wrong-status',
  },
  'that is never answered': { behave: () => {}, outcome: 'timed-out' },
};

/** A test's TLS settings; `ca` is for its client. */
export async function testTls(): Promise<{ ca: string; cert: string; key: string }> {
  const authority = await newAuthority('test');
  return {
    ca: authority.ca,
    ...(await authority.issue({ commonName: 'web', ips: ['127.0.0.1'], names: [] })),
  };
}

/**
 * A bare TCP server that behaves as specified, request by request, because node:http would repair most
 * failures.
 */
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
  const server: Server = tls
    ? createTlsServer({ ...tls, noDelay: true }, (socket) => {
        socket.resetAndDestroy = () => {
          relay?.findClient(socket.remotePort).resetAndDestroy();
          return socket;
        };
        accept(socket);
      })
    : createServer({ noDelay: true }, accept);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const relay = tls ? await openRelay(port) : null;
  return {
    url: new URL(`http${tls ? 's' : ''}://127.0.0.1:${relay?.port ?? port}/`),
    seen,
    async [Symbol.asyncDispose]() {
      relay?.[Symbol.dispose]();
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
