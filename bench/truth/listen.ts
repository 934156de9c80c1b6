import { createServer as createH2 } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { newAuthority } from '../../harness/kube/certificates.ts';
import type { Fault } from './faults.ts';

/** Who sent a request, and what can be done to it. */
export interface Client {
  /** Number of the connection, from 1. */
  readonly connection: number;
  answer(): void;
  end(): void;
  reset(): void;
}

export interface Listener {
  readonly server: Server;
  /** PEM of the authority of its certificate; null without TLS. */
  readonly ca: string | null;
  /** Ends every connection. */
  cut(): void;
}

const text = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
const lastText = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok';

/** A server for a lane's protocol that leaves each request to `handle`. */
export async function listenerFor(lane: Fault['lane'], handle: (client: Client) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const take = (socket: Socket): number => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    return connections;
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  if (lane === 'h2') return { server: h2(take, handle), ca: null, cut };

  const accept = (socket: Socket) => {
    const client: Client = {
      connection: take(socket),
      answer: () => (lane === 'fresh' ? socket.end(lastText) : socket.write(text)),
      end: () => socket.end(),
      reset: () => socket.resetAndDestroy(),
    };
    socket.on('data', (chunk) => {
      for (const _ of chunk.toString('latin1').matchAll(/\r\n\r\n/g)) handle(client);
    });
  };
  if (lane !== 'tls') return { server: createServer({ noDelay: true }, accept), ca: null, cut };
  const authority = await newAuthority('truth');
  const secrets = await authority.issue({ commonName: 'web', ips: ['127.0.0.1'], names: [] });
  return { server: createTls({ ...secrets, noDelay: true }, accept), ca: authority.ca, cut };
}

/** Only failures of a single stream are possible here: nothing ends its connection. */
function h2(take: (socket: Socket) => number, handle: (client: Client) => void): Server {
  const server = createH2();
  let connection = 0;
  server.on('connection', (socket: Socket) => {
    connection = take(socket);
  });
  server.on('session', (session) => {
    // A session begins with its connection, in the same tick.
    const own = connection;
    session.on('error', () => {});
    session.on('stream', (stream) => {
      stream.on('error', () => {});
      handle({
        connection: own,
        answer() {
          if (stream.destroyed) return;
          stream.respond({ ':status': 200 });
          stream.end('ok');
        },
        end: () => stream.close(),
        reset: () => stream.close(2),
      });
    });
  });
  return server;
}
