import { connect, createServer, type Socket } from 'node:net';
import { openPort } from './open-port.ts';
import { pipeConnections } from './pipe-connections.ts';

/** Where a connection can be sent. */
export interface Target {
  readonly address: string;
  readonly port: number;
}

export interface ProxiedPortOptions {
  readonly address: string;
  readonly port: number;
  /** From 0 to below 1: which target a new connection gets, all being equally likely, as by iptables' statistic mode. */
  readonly random: () => number;
  /** Every connection through it is in here while it lasts: resetting it is up to the owner. */
  readonly connections: Set<Socket>;
  /** The port can't be opened; it is tried again. */
  readonly onError: (error: Error) => void;
}

/** One port that a node proxy translates. It is open only while there is someone to connect to. */
export interface ProxiedPort {
  /** Where new connections go from now on; established ones stay. None: the port refuses. */
  route(targets: readonly Target[]): void;
}

export function proxiedPort(options: ProxiedPortOptions): ProxiedPort {
  let targets: readonly Target[] = [];
  let open: Disposable | null = null;

  const accept = (client: Socket) => {
    const target = targets[Math.floor(options.random() * targets.length)];
    // It had been waiting in a port that was being closed.
    if (target === undefined) return void client.resetAndDestroy();
    options.connections.add(client);
    client.once('close', () => options.connections.delete(client));
    const server = connect({ host: target.address, port: target.port, allowHalfOpen: true });
    // A pod that has gone refuses, which resets the client: address translation would have let the refusal through.
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
