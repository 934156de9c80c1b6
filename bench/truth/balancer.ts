import { connect, createServer, type Server } from 'node:net';

export interface Balancer {
  readonly server: Server;
  /** From now on nothing is behind this endpoint, or it is there again. */
  setAlive(endpoint: number, alive: boolean): void;
}

/**
 * A TCP balancer without health checks: each connection goes to the next endpoint in turn. One that can't be had closes
 * the client's connection, as HAProxy does without redispatch.
 * @param onRefused told of a connection that got no endpoint
 */
export function balance(ports: readonly number[], onRefused: () => void): Balancer {
  const dead = new Set<number>();
  let turn = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const endpoint = turn % ports.length;
    turn += 1;
    client.on('error', () => {});
    if (dead.has(endpoint)) {
      // Read what came, or the close would be a reset; and only once a request is there is one lost.
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
