import type { Socket } from 'node:net';
import { breakOff } from './pipe-connections.ts';
import { type ProxiedPort, type ProxiedPortOptions, proxiedPort, type Target } from './proxied-port.ts';

/** An address and port to proxy, and the target of its connections. */
export interface Route {
  readonly address: string;
  readonly port: number;
  readonly targets: readonly Target[];
}

/** The ports of one node, or of the cluster addresses. */
export interface PortSet extends Disposable {
  /** Opens, changes and closes ports so that exactly these are open. */
  set(routes: readonly Route[]): void;
}

/** Disposal closes every port and resets its connections, as when the machine is switched off. */
export function portSet(options: Pick<ProxiedPortOptions, 'random' | 'onError'>): PortSet {
  const ports = new Map<string, ProxiedPort>();
  const connections = new Set<Socket>();
  const set = (routes: readonly Route[]) => {
    const wanted = new Map(routes.map((route) => [`${route.address}:${route.port}`, route]));
    for (const [key, port] of ports) {
      if (wanted.has(key)) continue;
      port.route([]);
      ports.delete(key);
    }
    for (const [key, { address, port, targets }] of wanted) {
      const proxied = ports.get(key) ?? proxiedPort({ ...options, address, port, connections });
      ports.set(key, proxied);
      proxied.route(targets);
    }
  };
  return {
    set,
    [Symbol.dispose]() {
      set([]);
      for (const connection of connections) breakOff(connection);
    },
  };
}
