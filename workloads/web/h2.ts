import {
  createServer,
  type Http2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2';

type Answer = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** HTTP/2 on connections that others accept. */
export interface H2 {
  /** Speaks HTTP/2 on it, from its first byte. */
  readonly server: Http2Server;
  /** Accepts no new request, and ends each connection after its last response. */
  leave(): void;
  /** Cuts the remaining connections. */
  cut(): void;
}

/**
 * Sends one GOAWAY with the last request it has seen, so a request in flight at that moment is refused. RFC
 * 9113 (6.8) allows a first GOAWAY without a limit, but after it Node's own server silently ignores every
 * request.
 */
export function openH2(answer: Answer): H2 {
  const sessions = new Set<ServerHttp2Session>();
  let leaving = false;
  const server = createServer();
  server.on('request', answer);
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    if (leaving) session.close();
  });
  return {
    server,
    leave() {
      leaving = true;
      for (const session of sessions) session.close();
    },
    cut() {
      for (const session of sessions) session.destroy();
    },
  };
}
