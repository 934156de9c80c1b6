import { buildConnector, Client } from 'undici';

/** What is known of a connection. */
export interface Via {
  /** Numbers the lane's sockets from 1; 0 while there is none. */
  number: number;
  /** What the socket last reached, as numbers of the name table; 0 is unknown. */
  pod: number;
  node: number;
}

/** One place for a connection; the socket in it may come and go. */
export interface Connection extends Via {
  client: Client;
}

export interface Connections {
  /** One that is free, the longest idle first, so that all stay in use; null when all are busy. */
  acquire(): Connection | null;
  release(connection: Connection): void;
  /** Gives up on a socket that is still connecting. */
  abandon(connection: Connection): void;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly origin: string;
  /** At most so many; null opens as many as there are requests. */
  readonly limit: number | null;
  /** False closes each connection after one request. */
  readonly reuse: boolean;
  readonly timeoutMs: number;
  /** PEM of the one authority that the server's certificate may come from, where there is TLS. */
  readonly ca: string | null;
}

/**
 * Connections of one lane. undici's own pool is not used: it prefers the first free connection (a kept-alive lane would
 * reach one pod) and keeps waiting requests out of our reach.
 */
export function openConnections(options: ConnectionOptions): Connections {
  const idle: Connection[] = [];
  const all = new Set<Connection>();
  let sockets = 0;

  const clientFor = (connection: Omit<Connection, 'client'>): Client => {
    const connect = buildConnector({
      timeout: options.timeoutMs,
      allowH2: false,
      ...(options.ca !== null && { ca: options.ca }),
      // Every new connection agrees on keys of its own: whether an old session is taken up again depends on the pod it meets.
      maxCachedSessions: 0,
    });
    return new Client(options.origin, {
      // Zero sends `Connection: close`. Never more than one: pipelined followers are retried unseen.
      pipelining: options.reuse ? 1 : 0,
      allowH2: false,
      keepAliveTimeout: 600_000,
      keepAliveTimeoutThreshold: 0,
      // The time-out is our own: these have a tick of half a second.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (to, callback) => {
        Object.assign(connection, { number: 0, pod: 0, node: 0 });
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
    const connection = { number: 0, pod: 0, node: 0 } as Connection;
    connection.client = clientFor(connection);
    all.add(connection);
    return connection;
  };

  return {
    acquire() {
      // A kept-alive lane opens all its places before it comes back to the first; any other opens what it needs.
      const room = options.limit === null || all.size < options.limit;
      if (options.limit !== null && room) return open();
      return idle.shift() ?? (room ? open() : null);
    },
    release(connection) {
      idle.push(connection);
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
