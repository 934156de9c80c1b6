import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Relay extends Disposable {
  readonly port: number;
  /** The client's connection, by the port from which the server sees it. */
  findClient(remotePort: number | undefined): Socket;
}

/**
 * Passes bytes on to a server: a test can end or reset the client's connection here. On the server's own side
 * TLS or HTTP/2 own the socket, and Node does not permit taking it from them.
 */
export async function openRelay(to: number): Promise<Relay> {
  const clients = new Map<number, Socket>();
  const all = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const behind = connect({ host: '127.0.0.1', port: to, noDelay: true });
    behind.once('connect', () => clients.set(behind.localPort as number, client));
    for (const [one, other] of [
      [client, behind],
      [behind, client],
    ] as const) {
      all.add(one);
      one.pipe(other);
      one.on('error', () => {});
      one.once('close', () => {
        all.delete(one);
        other.destroySoon();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    findClient: (remotePort) => clients.get(remotePort ?? 0) as Socket,
    [Symbol.dispose]() {
      for (const socket of all) socket.destroy();
      server.close();
    },
  };
}
