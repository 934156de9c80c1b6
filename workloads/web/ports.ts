import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Http2Server } from 'node:http2';
import { type AddressInfo, createServer, type Server, Server as TcpServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { WebSettings } from './settings.ts';

/** Where the service listens; null if it was not configured. */
export interface BoundPorts {
  readonly http: number;
  readonly h2c: number | null;
  readonly tls: number | null;
}

export interface Ports {
  /** @throws Error if a port is taken */
  listen(): Promise<BoundPorts>;
  /** Whether they were opened. */
  readonly open: boolean;
  /** Accepts nothing more. Resolves when the last connection has ended; established ones continue. */
  close(): Promise<void>;
}

/** A client that has not finished its handshake by then is cut off. */
const handshakeMs = 10_000;

/**
 * One port for each protocol, all in front of the same two servers: HTTP/1.1, which listens itself, and
 * HTTP/2.
 */
export function portsOf(
  { host, port, h2cPort, tls }: Pick<WebSettings, 'host' | 'port' | 'h2cPort' | 'tls'>,
  http1: HttpServer,
  http2: Http2Server,
): Ports {
  const h2c = h2cPort === null ? null : createServer((socket) => void http2.emit('connection', socket));
  const secure =
    tls &&
    createTlsServer(
      { cert: tls.cert, key: tls.key, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: handshakeMs },
      (socket) => void (socket.alpnProtocol === 'h2' ? http2 : http1).emit('connection', socket),
    );
  const all = [http1, h2c, secure].filter((one): one is HttpServer => one !== null);
  const bind = async (server: Server, at: number): Promise<number> => {
    server.listen(at, host ?? undefined);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  return {
    async listen() {
      // The port for readiness opens last: when it answers, all are open.
      const bound = {
        h2c: h2c && (await bind(h2c, h2cPort ?? 0)),
        tls: secure && (await bind(secure, tls?.port ?? 0)),
      };
      return { ...bound, http: await bind(http1, port) };
    },
    get open() {
      return http1.listening;
    },
    async close() {
      const closed = all.map((server) => once(server, 'close'));
      // http's own close() would close idle connections with it.
      for (const server of all) TcpServer.prototype.close.call(server);
      await Promise.all(closed);
    },
  };
}
