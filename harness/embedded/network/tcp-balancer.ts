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
  /** 0 takes any free port. */
  readonly port: number;
  readonly backends: readonly Backend[];
  /** Null: every backend counts as up. */
  readonly check: (CheckPolicy & { readonly probe: Probe }) | null;
  readonly connectTimeoutMs: number;
  /** What happens to new connections while every backend is down. `refuse` where left out, HAProxy's default. */
  readonly allUnhealthy?: 'route-to-all' | 'refuse';
  /** Told of each connection that its backend's side did not answer, or broke; null: no backend could be used. */
  readonly onFailure?: (backend: Backend | null, how: 'unanswered' | 'broken') => void;
  /** After an attempt that failed: so many more, each at whichever backend's turn it is then. None where left out. */
  readonly retry?: { readonly times: number; readonly afterMs: number };
}

/** Disposal cuts every connection. */
export interface TcpBalancer extends Disposable {
  readonly port: number;
  /** New connections go to these from now on; what is known of one that stays, stays. Established ones go on. */
  use(backends: readonly Backend[]): void;
}

/**
 * Round robin over the backends that are up, as HAProxy in TCP mode: it accepts first, then connects to one backend, and
 * closes the client's connection when that fails or there is none. While every backend is down, `allUnhealthy` says whether
 * all are used. A backend that goes down or is no longer used keeps the connections it has.
 * @throws Error when the port is taken
 */
export async function tcpBalancer(options: TcpBalancerOptions): Promise<TcpBalancer> {
  const clients = new Set<Socket>();
  let servers = new Map<string, { readonly backend: Backend; readonly check: HealthCheck | null }>();
  let turn = 0;

  const use = (backends: readonly Backend[]) => {
    const next: typeof servers = new Map();
    for (const backend of backends) {
      const key = `${backend.name} ${backend.address}:${backend.port}`;
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
      // Its client may have gone by now.
      if (client.destroyed) breakOff(server);
      else pipeConnections(client, server, 'close');
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
  // A connection that can't be accepted is no reason for all of them to end.
  listener.on('error', (error) => console.error(error));
  use(options.backends);
  return {
    port: (listener.address() as AddressInfo).port,
    use,
    [Symbol.dispose]() {
      use([]);
      listener.close();
      for (const client of clients) breakOff(client);
    },
  };
}

function createCheck(backend: Backend, check: TcpBalancerOptions['check']): HealthCheck | null {
  return check && healthCheck((signal) => check.probe(backend, signal), check);
}
