import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Via } from '../request/connections.ts';

/** A connection of HTTP/2, from its first packet on. */
export interface H2Connection extends Via {
  readonly session: ClientHttp2Session;
  /** It can carry requests, or will be able to. */
  usable(): boolean;
  /** Maximum number of its requests: the server's limit, or an assumption until it is known. */
  mostStreams(): number;
  /** How many of them may be sent: until the server has announced its limit, none may exceed the assumption. */
  mostSent(): number;
  /** Accepts no new request, and ends after the last response. */
  leave(): void;
  /** Cuts it. Resolves when nothing is left of it. */
  cut(): Promise<void>;
  /** When the server last sent anything on it; minus infinity before. */
  heardUs: number;
  /** The error that ended it, with all its requests; null for an end in order. */
  error: Error | null;
  /** The code of the server's GOAWAY; null before it. */
  goaway: number | null;
}

export interface H2Hooks {
  onConnected(): void;
  /** Called when its server has announced its limit. */
  onRoom(): void;
  /** Every request on it has been ended, except those that waited to be sent. */
  onEnd(): void;
}

/**
 * The minimum that RFC 9113 (6.5.2) recommends to servers, and the assumption of Go's client. With fewer, a
 * lane would open a connection for each request while a server is slow with its first frame.
 */
const assumedStreams = 100;

/** @param ca see `LaneJob` */
export function openH2Connection(url: URL, ca: string | null, hooks: H2Hooks): H2Connection {
  const socket = openSocket(url, ca);
  const session = connect(url, { createConnection: () => socket, settings: { enablePush: false } });
  let leaving = false;
  let most: number | null = null;
  const connection: H2Connection = {
    ...{ session, number: 0, answered: 0, pod: 0, node: 0 },
    ...{ heardUs: Number.NEGATIVE_INFINITY, error: null, goaway: null },
    usable: () => !leaving && !session.closed && !session.destroyed,
    mostStreams: () => most ?? assumedStreams,
    mostSent: () => most ?? 1,
    leave() {
      leaving = true;
      session.close();
    },
    async cut() {
      leaving = true;
      const ended = new Promise<void>((resolve) => session.once('close', resolve));
      session.destroy();
      // A closing session would wait for its server to close it, too.
      socket.destroy();
      await ended;
    },
  };
  session.once('connect', () => {
    const { alpnProtocol } = socket as TLSSocket;
    if (ca !== null && alpnProtocol !== 'h2')
      return session.destroy(new Error('the server does not speak HTTP/2 over TLS'));
    hooks.onConnected();
  });
  session.on('remoteSettings', ({ maxConcurrentStreams = Number.POSITIVE_INFINITY }) => {
    most = maxConcurrentStreams;
    hooks.onRoom();
  });
  session.once('goaway', (code) => {
    connection.goaway = code;
  });
  session.on('error', (error) => {
    connection.error ??= error;
  });
  session.once('close', () => {
    leaving = true;
    hooks.onEnd();
  });
  return connection;
}

function openSocket(url: URL, ca: string | null): Socket {
  const to = { host: url.hostname, port: Number(url.port), noDelay: true };
  return ca === null ? connectTcp(to) : connectTls({ ...to, ca, ALPNProtocols: ['h2'] });
}
