import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type H2, openH2 } from './h2.ts';
import { type BoundPorts, type Ports, portsOf } from './ports.ts';
import type { WebSettings } from './settings.ts';
import { type Answering, openStreams } from './streams.ts';

/**
 * If a server closes an idle connection just as its client sends the next request, that request breaks
 * without any upgrade. So the client must always close first: 75 s is longer than clients and cloud load
 * balancers (60 s) keep theirs. Node also applies the timeout of headers to a kept-alive connection; if it
 * were shorter, it would cut the connection earlier.
 */
const keepAliveTimeoutMs = 75_000;
const headersTimeoutMs = 80_000;

/**
 * How long a kept-alive connection may still carry its next request after SIGTERM. See `leave`. Longer than a
 * client with many connections needs to use each of them once. Our client closes connections that are idle
 * for a second, and uses the others (three per replica, in turn) every replicas × 3 / rate seconds: within a
 * second from 3 requests a second per replica on.
 */
const lingerMs = 2_000;

/** The web service, without the process around it. */
export interface Service {
  /** Resolves with its ports once it accepts connections. @throws Error if a port is taken */
  listen(): Promise<BoundPorts>;
  /**
   * Leaves gracefully. `cut`: the grace period ended before every request was answered. Further calls wait
   * for the same end.
   */
  stop(): Promise<'answered' | 'cut'>;
}

/**
 * `GET /` does the work and returns pod and node; `/stream` sends forever; `/healthz` is liveness, `/readyz`
 * readiness.
 */
export function serviceOf(settings: Omit<WebSettings, 'startupMs' | 'onSigterm'>): Service {
  let stopping: Promise<'answered' | 'cut'> | null = null;
  const streams = openStreams();
  const answer = (request: Asked, response: Answering) => {
    // The close is announced with a response, so that a client can't have a next request in flight.
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

/** The query is ignored. */
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

/** CPU time, not wall-clock time: real work does not shrink while a neighbour has the CPU. */
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
 * Stops accepting at once: a node proxy that still sends new connections is refused. The preStop pause before
 * SIGTERM spares clients this, because the pod serves on while the proxies learn of its end. The pause does
 * not help connections that are already open. Closing an idle one now could cross a request in flight, so
 * each may carry one more request for a moment, whose response says `Connection: close`. Clients of HTTP/2
 * are informed at once, and most have nothing in flight. Connections that stay idle are closed after that.
 * The last connection's end, or the end of the grace period, ends the service.
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
