import {
  constants,
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
  /** Asks every client to come no more on these connections; whatever still comes is answered. */
  announce(): void;
  /** Takes no new request, and ends each connection after its last answer. */
  leave(): void;
  /** Cuts what is left. */
  cut(): void;
}

/** No stream has a greater number. */
const lastOfAll = 2 ** 31 - 1;

/**
 * Leaves in two steps, as RFC 9113 (6.8) asks for: a server that names the last request it will answer while others are on
 * their way refuses those, and no upgrade is to blame. So the first GOAWAY names the greatest number that there is.
 */
export function openH2(answer: Answer): H2 {
  const sessions = new Set<ServerHttp2Session>();
  let announced = false;
  const announceTo = (session: ServerHttp2Session) => session.goaway(constants.NGHTTP2_NO_ERROR, lastOfAll);
  const server = createServer();
  server.on('request', answer);
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
    if (announced) announceTo(session);
  });
  return {
    server,
    announce() {
      announced = true;
      for (const session of sessions) announceTo(session);
    },
    leave() {
      for (const session of sessions) session.close();
    },
    cut() {
      for (const session of sessions) session.destroy();
    },
  };
}
