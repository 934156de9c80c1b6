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
  /** Takes no new request, and ends each connection after its last answer. */
  leave(): void;
  /** Cuts what is left. */
  cut(): void;
}

/**
 * Leaves with one GOAWAY that names the last request it has seen: one that is on its way just then is refused. RFC 9113
 * (6.8) knows a first GOAWAY that names none, but after it Node's own server ignores every request without a word.
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
