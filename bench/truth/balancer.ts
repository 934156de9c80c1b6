import { connect, createServer, type Server } from 'node:net';

export interface Balancer {
  readonly server: Server;
  /** Removes this endpoint from now on, or restores it. */
  setAlive(endpoint: number, alive: boolean): void;
}

/**
 * A TCP balancer without health checks: each connection goes to the next endpoint in turn. If that fails, the
 * client's connection is closed, as in HAProxy without redispatch.
 * @param onRefused called for a connection that got no endpoint
 */
export function balance(ports: readonly number[], onRefused: () => void): Balancer {
  const dead = new Set<number>();
  let turn = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const endpoint = turn % ports.length;
    turn += 1;
    client.on('error', () => {});
    if (dead.has(endpoint)) {
      // Reads the request first: closing with unread bytes would be a reset, and a connection without a
      // request loses none.
      client.once('data', () => {
        onRefused();
        client.end();
      });
      return;
    }
    const upstream = connect({ port: ports[endpoint] as number, host: '127.0.0.1', noDelay: true });
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroySoon());
    client.on('close', () => upstream.destroy());
    client.pipe(upstream);
    upstream.pipe(client);
  });
  return {
    server,
    setAlive(endpoint, alive) {
      if (alive) dead.delete(endpoint);
      else dead.add(endpoint);
    },
  };
}
