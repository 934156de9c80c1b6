import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type H2, openH2 } from './h2.ts';
import { type BoundPorts, type Ports, portsOf } from './ports.ts';
import type { WebSettings } from './settings.ts';
import { type Answering, openStreams } from './streams.ts';

/**
 * A server that closes an idle connection just as its client sends the next request breaks that request, and no
 * upgrade is to blame. So the client must always be the one that lets go first: 75 s is longer than clients and
 * cloud load balancers (60 s) keep theirs. Node counts the time-out of headers on a kept-alive connection, too;
 * were it the shorter one, it would cut what the other allows.
 */
const keepAliveTimeoutMs = 75_000;
const headersTimeoutMs = 80_000;

/**
 * How long a kept-alive connection may still bring its next request after SIGTERM. See `leave`. Longer than a client with
 * many connections takes to come round to each of them. Ours let go of those that rest for a second, and come round to the
 * others (three for each replica, in turn) in replicas × 3 / rate: within a second from 3 requests a second for each replica on.
 */
const lingerMs = 2_000;

/** The web service, without the process around it. */
export interface Service {
  /** Resolves with its ports once it accepts connections. @throws Error when a port is taken */
  listen(): Promise<BoundPorts>;
  /** Leaves gracefully. `cut`: the grace was over before every request was answered. Calling again waits for the same end. */
  stop(): Promise<'answered' | 'cut'>;
}

/** `GET /` does the work and says where; `/stream` goes on for ever; `/healthz` is liveness, `/readyz` readiness. */
export function serviceOf(settings: Omit<WebSettings, 'startupMs' | 'onSigterm'>): Service {
  let stopping: Promise<'answered' | 'cut'> | null = null;
  const streams = openStreams();
  const answer = (request: Asked, response: Answering) => {
    // The promise to close is given with an answer, so that a client can't have a next request under way.
    if (stopping && request.httpVersionMajor === 1) response.setHeader('Connection', 'close');
    if (settings.pod) response.setHeader('x-rehearse-pod', settings.pod);
    if (settings.node) response.setHeader('x-rehearse-node', settings.node);
    if (pathOf(request) === '/stream' && !stopping) return streams.open(response);
    const [status, body] = reply(request, settings.workUs, stopping !== null);
    response.statusCode = status;
    response.setHeader('Content-Type', 'text/plain');
    response.setHeader('Content-Length', Buffer.byteLength(body));
    response.end(body);
  };
  const http1 = createServer(answer);
  const h2 = openH2(answer);
  const ports = portsOf(settings, http1, h2.server);
  http1.keepAliveTimeout = keepAliveTimeoutMs;
  http1.headersTimeout = headersTimeoutMs;
  const sockets = new Set<Socket>();
  http1.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  return {
    listen: () => ports.listen(),
    stop() {
      stopping ??= leave({ ports, http1, h2, sockets }, settings.graceMs);
      streams.end();
      return stopping;
    },
  };
}

type Asked = IncomingMessage | Http2ServerRequest;

/** The query is no part of it. */
const pathOf = (request: Asked) => request.url?.split('?', 1)[0];

/** A status and a body. */
function reply(request: Asked, workUs: number, stopping: boolean): readonly [number, string] {
  switch (pathOf(request)) {
    case '/':
      burn(workUs);
      return [200, 'ok\n'];
    case '/healthz':
      return [200, 'alive\n'];
    case '/stream':
    case '/readyz':
      return stopping ? [503, 'stopping\n'] : [200, 'ready\n'];
    default:
      return [404, 'not found\n'];
  }
}

/** CPU time and not time on the wall: real work does not get less while a neighbour has the CPU. */
function burn(us: number): void {
  if (us === 0) return;
  const before = process.threadCpuUsage();
  let spent = 0;
  while (spent < us) {
    const { user, system } = process.threadCpuUsage(before);
    spent = user + system;
  }
}

/**
 * Stops accepting at once: a node proxy that still sends new connections here is refused, and it is the preStop
 * pause before SIGTERM that spares clients this, because the pod serves on while the proxies hear of its end.
 * That pause does nothing for connections already open. Closing an idle one now could cross a request on its
 * way, so each is left for a moment to bring its next request, whose answer says `Connection: close` (clients of
 * HTTP/2 are told at once, and most have nothing on its way); those that stay idle are closed after it. The last connection's end, or the end of the
 * grace, ends it all.
 */
async function leave(
  { ports, http1, h2, sockets }: { ports: Ports; http1: Server; h2: H2; sockets: ReadonlySet<Socket> },
  graceMs: number,
): Promise<'answered' | 'cut'> {
  if (!ports.open) return 'answered';
  const closed = ports.close().then(() => 'answered' as const);
  h2.leave();
  const over = new AbortController();
  const idle = delay(Math.min(lingerMs, graceMs), undefined, over).then(() => {
    http1.closeIdleConnections();
    // Opened ahead of need and never used: these don't count as idle.
    for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  });
  const grace = delay(graceMs, 'cut' as const, over);
  try {
    return await Promise.race([closed, grace]);
  } finally {
    over.abort();
    await Promise.allSettled([idle, grace]);
    http1.closeAllConnections();
    h2.cut();
  }
}
