import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

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

/** A bare TCP server that behaves as told, request by request: node:http would repair most of it. */
export async function serve(behave: Behaviour, onConnection?: (socket: Socket) => void): Promise<TestServer> {
  const seen = { requests: 0, connections: 0 };
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
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
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
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
