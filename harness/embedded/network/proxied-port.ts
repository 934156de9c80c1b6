import { connect, createServer, type Socket } from 'node:net';
import { openPort } from './open-port.ts';
import { pipeConnections } from './pipe-connections.ts';

/** A target for connections. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

export interface ProxiedPortOptions {
  readonly address: string;
  readonly port: number;
  /**
   * A random number from 0 to below 1 selects the target of a new connection with equal probability, as
   * iptables' statistic mode does.
   */
  readonly random: () => number;
  /** Contains every open connection; the owner resets them. */
  readonly connections: Set<Socket>;
  /** The port can't be opened; it is retried. */
  readonly onError: (error: Error) => void;
}

/** One port that a node proxy translates. It is open only while it has targets. */
export interface ProxiedPort {
  /** Sets the targets of new connections; established ones stay. None: the port refuses connections. */
  route(targets: readonly Target[]): void;
}

export function proxiedPort(options: ProxiedPortOptions): ProxiedPort {
  let targets: readonly Target[] = [];
  let open: Disposable | null = null;

  const accept = (client: Socket) => {
    const target = targets[Math.floor(options.random() * targets.length)];
    // The connection was in the queue of a port that was being closed.
    if (target === undefined) return void client.resetAndDestroy();
    options.connections.add(client);
    client.once('close', () => options.connections.delete(client));
    const server = connect({ host: target.address, port: target.port, allowHalfOpen: true });
    // A pod that is gone refuses the connection, which resets the client; address translation would have
    // passed on the refusal.
    pipeConnections(client, server, 'reset');
  };
  return {
    route(next) {
      targets = next;
      if (targets.length > 0) {
        const server = () => createServer({ allowHalfOpen: true, noDelay: true }, accept);
        open ??= openPort(server(), options, options.onError);
      } else {
        open?.[Symbol.dispose]();
        open = null;
      }
    },
  };
}
