import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type CheckPolicy, type HealthCheck, healthCheck, type Probe } from './health-check.ts';
import { breakOff, closeGently, pipeConnections } from './pipe-connections.ts';

/** A server behind a balancer. */
export interface Backend {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

export interface TcpBalancerOptions {
  readonly address: string;
  /** 0: any free port. */
  readonly port: number;
  readonly backends: readonly Backend[];
  /** Null: every backend counts as up. */
  readonly check: (CheckPolicy & { readonly probe: Probe }) | null;
  readonly connectTimeoutMs: number;
  /** What happens to new connections while every backend is down. Default: `refuse`, as in HAProxy. */
  readonly allUnhealthy?: 'route-to-all' | 'refuse';
  /** Called for each connection whose backend did not accept it or broke it; null: no backend was available. */
  readonly onFailure?: (backend: Backend | null, how: 'unanswered' | 'broken') => void;
  /** Number of further attempts after a failed one, each at the next backend in turn. Default: none. */
  readonly retry?: { readonly times: number; readonly afterMs: number };
}

/** Disposal cuts every connection. */
export interface TcpBalancer extends Disposable {
  readonly port: number;
  /**
   * Sets the backends of new connections. The health of a backend that stays is kept. Established connections continue.
   */
  use(backends: readonly Backend[]): void;
  /** Ends the established connections through a backend, also through one that was removed: their clients see an ordinary end. */
  endConnections(backend: Backend): void;
}

/**
 * Round robin over the backends that are up, as HAProxy in TCP mode: it accepts first, then connects to a
 * backend, and closes the client's connection if that fails or no backend is up. While every backend is down,
 * `allUnhealthy` decides whether all are used. A backend that goes down or is removed keeps its connections.
 * @throws Error if the port is taken
 */
export async function tcpBalancer(options: TcpBalancerOptions): Promise<TcpBalancer> {
  const clients = new Set<Socket>();
  let servers = new Map<string, { readonly backend: Backend; readonly check: HealthCheck | null }>();
  let turn = 0;
  /** The servers' sides of established connections. */
  const established = new Map<string, Set<Socket>>();

  const use = (backends: readonly Backend[]) => {
    const next: typeof servers = new Map();
    for (const backend of backends) {
      const key = createKey(backend);
      next.set(key, servers.get(key) ?? { backend, check: createCheck(backend, options.check) });
    }
    for (const [key, { check }] of servers) if (!next.has(key)) check?.[Symbol.dispose]();
    servers = next;
  };
  const pick = (): Backend | undefined => {
    const all = [...servers.values()];
    const up = all.filter(({ check }) => check?.up ?? true);
    const usable = up.length === 0 && options.allUnhealthy === 'route-to-all' ? all : up;
    return usable[turn++ % usable.length]?.backend;
  };
  const connectTo = (client: Socket, retriesLeft: number) => {
    if (client.destroyed) return;
    const backend = pick();
    if (backend === undefined) {
      options.onFailure?.(null, 'unanswered');
      return closeGently(client);
    }
    const server = connect({ host: backend.address, port: backend.port, allowHalfOpen: true });
    const tooLong = setTimeout(() => server.destroy(), options.connectTimeoutMs);
    const failed = () => {
      clearTimeout(tooLong);
      if (!client.destroyed) options.onFailure?.(backend, 'unanswered');
      if (retriesLeft === 0) closeGently(client);
      else setTimeout(() => connectTo(client, retriesLeft - 1), options.retry?.afterMs);
    };
    server.once('close', failed);
    server.on('error', () => {});
    server.once('connect', () => {
      clearTimeout(tooLong);
      server.off('close', failed);
      // The client may have disconnected meanwhile.
      if (client.destroyed) breakOff(server);
      else {
        pipeConnections(client, server, 'close');
        holdUntilClosed(established, createKey(backend), server);
      }
      server.once('close', (broken) => {
        if (broken) options.onFailure?.(backend, server.bytesRead > 0 ? 'broken' : 'unanswered');
      });
    });
  };
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    client.on('error', () => {});
    connectTo(client, options.retry?.times ?? 0);
  });
  listener.listen({ host: options.address, port: options.port, backlog: 1024 });
  await once(listener, 'listening');
  // A connection that can't be accepted must not end the others.
  listener.on('error', (error) => console.error(error));
  use(options.backends);
  return {
    port: (listener.address() as AddressInfo).port,
    use,
    endConnections(backend) {
      for (const server of established.get(createKey(backend)) ?? []) breakOff(server);
    },
    [Symbol.dispose]() {
      use([]);
      listener.close();
      for (const client of clients) breakOff(client);
    },
  };
}

const createKey = ({ name, address, port }: Backend): string => `${name} ${address}:${port}`;

function holdUntilClosed(held: Map<string, Set<Socket>>, key: string, socket: Socket): void {
  const sockets = held.get(key) ?? new Set<Socket>();
  held.set(key, sockets.add(socket));
  socket.once('close', () => {
    sockets.delete(socket);
    if (sockets.size === 0 && held.get(key) === sockets) held.delete(key);
  });
}

function createCheck(backend: Backend, check: TcpBalancerOptions['check']): HealthCheck | null {
  return check && healthCheck((signal) => check.probe(backend, signal), check);
}
