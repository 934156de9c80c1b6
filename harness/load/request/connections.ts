import { buildConnector, Client } from 'undici';
import type { Clock } from '../../journal/clock.ts';

/** What is known about a connection. */
export interface Via {
  /** Numbers the lane's sockets from 1; 0 while there is none. */
  number: number;
  /** 1 once a response has begun on the socket. */
  answered: number;
  /** What the socket last reached, as numbers of the name table; 0 means unknown. */
  pod: number;
  node: number;
}

/** One place for a connection; its socket may be replaced. */
export interface Connection extends Via {
  client: Client;
}

export interface Connections {
  /**
   * Takes a free place: among the kept ones the longest idle first, so that all stay in use, then an
   * additional one. If all are busy, one is opened; null if the limit allows no more.
   */
  acquire(): Connection | null;
  release(connection: Connection): void;
  /** Abandons a socket that is still connecting. */
  abandon(connection: Connection): void;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly origin: string;
  readonly clock: Clock;
  /** This many are opened before any is used again, and never closed for being idle. */
  readonly kept: number;
  /** Maximum number of connections; null opens one whenever all are busy. */
  readonly limit: number | null;
  /** False closes each connection after one request. */
  readonly reuse: boolean;
  readonly timeoutMs: number;
  /** PEM of the only authority that the server's certificate may come from, with TLS. */
  readonly ca: string | null;
}

/**
 * An additional connection is closed when no request needed it for this long. Servers close idle connections after 2 s
 * (gunicorn) at the earliest: the client closes first, so that no request meets a connection that just ended.
 */
export const surplusIdleUs = 1_000_000;

/**
 * Connections of one lane. undici's own pool is not used: it prefers the first free connection (a kept-alive
 * lane would reach one pod) and hides waiting requests.
 */
export function openConnections(options: ConnectionOptions): Connections {
  const keptOnes = new Set<Connection>();
  const idle: Connection[] = [];
  // In the order in which they became free: the one used last is used next, so that surplus ones become idle.
  const surplus: { readonly connection: Connection; readonly sinceUs: number }[] = [];
  const all = new Set<Connection>();
  let sockets = 0;

  const clientFor = (connection: Omit<Connection, 'client'>): Client => {
    const connect = buildConnector({
      timeout: options.timeoutMs,
      allowH2: false,
      ...(options.ca !== null && { ca: options.ca }),
      // Every new connection makes a full handshake: whether a session can be resumed depends on the pod that
      // it reaches.
      maxCachedSessions: 0,
    });
    return new Client(options.origin, {
      // Zero sends `Connection: close`. Never more than one: pipelined followers are retried silently.
      pipelining: options.reuse ? 1 : 0,
      allowH2: false,
      keepAliveTimeout: 600_000,
      keepAliveTimeoutThreshold: 0,
      // We implement the timeout, because undici's has a tick of half a second.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (to, callback) => {
        Object.assign(connection, { number: 0, answered: 0, pod: 0, node: 0 });
        connect(to, (...[error, socket]) => {
          if (error) return callback(error, null);
          sockets += 1;
          connection.number = sockets;
          callback(null, socket);
        });
      },
    });
  };
  const open = (): Connection => {
    const connection = { number: 0, answered: 0, pod: 0, node: 0 } as Connection;
    connection.client = clientFor(connection);
    all.add(connection);
    return connection;
  };

  const closeUnneeded = (nowUs: number) => {
    while (surplus[0] && nowUs - surplus[0].sinceUs >= surplusIdleUs) {
      const [{ connection }] = surplus.splice(0, 1) as [(typeof surplus)[number]];
      all.delete(connection);
      void connection.client.close();
    }
  };

  return {
    acquire() {
      closeUnneeded(options.clock.nowUs());
      if (keptOnes.size < options.kept) {
        const connection = open();
        keptOnes.add(connection);
        return connection;
      }
      const free = idle.shift() ?? surplus.pop()?.connection;
      if (free !== undefined) return free;
      return options.limit === null || all.size < options.limit ? open() : null;
    },
    release(connection) {
      const nowUs = options.clock.nowUs();
      // If it is closed after each request it is a place without a connection, so none is surplus.
      if (!options.reuse || keptOnes.has(connection)) idle.push(connection);
      else surplus.push({ connection, sinceUs: nowUs });
      closeUnneeded(nowUs);
    },
    abandon(connection) {
      void connection.client.destroy();
      connection.client = clientFor(connection);
    },
    async close() {
      await Promise.all([...all].map(({ client }) => client.destroy()));
    },
  };
}
