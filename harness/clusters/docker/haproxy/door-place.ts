import { createServer } from 'node:net';
import type { StartedTestContainer } from 'testcontainers';
import type { Address, Listeners } from './config.ts';

/** The web container's own port. */
const webPort = 8080;

/** Where HAProxy listens in a network of its own: the control lane first, then each target in the order of the routes. */
const firstPort = 20_000;

const loopback = '127.0.0.1';

/** Where the two containers of a front door run, and how each is reached. */
export interface DoorPlace {
  /** Docker networks of the two containers. */
  readonly networks: { readonly control: string; readonly proxy: string };
  /** Addresses for the proxy to listen at, for so many targets. */
  chooseListeners(targets: number): Promise<Listeners>;
  /** Whether ports of the proxy's container are published, because this machine does not reach its network otherwise. */
  readonly publishes: boolean;
  /** Where the proxy reaches the web container outside the cluster. */
  findControl(control: StartedTestContainer): Address;
  /** Where this machine reaches that listener. */
  findUrl(proxy: StartedTestContainer, listener: Address): URL;
}

/** Both on the Docker network that the nodes are on; the proxy's ports are published on loopback. */
export function onNetwork(network: string): DoorPlace {
  return {
    networks: { control: network, proxy: network },
    publishes: true,
    chooseListeners: async (targets) => ({
      control: { address: '', port: firstPort },
      targets: Array.from({ length: targets }, (_, index) => ({ address: '', port: firstPort + 1 + index })),
      cli: { address: '', port: firstPort - 1 },
    }),
    findControl: (control) => ({ address: control.getIpAddress(network), port: webPort }),
    findUrl: (proxy, { port }) => createUrl(proxy.getMappedPort(port)),
  };
}

/**
 * The proxy on this machine's own network, so that it reaches every node that this machine reaches; it listens on loopback
 * alone. The web container is on Docker's default network, reached by its address there.
 */
export function onThisMachine(): DoorPlace {
  const network = 'bridge';
  return {
    networks: { control: network, proxy: 'host' },
    publishes: false,
    async chooseListeners(targets) {
      const [control = 0, cli = 0, ...others] = await findFreePorts(2 + targets);
      return {
        control: { address: loopback, port: control },
        cli: { address: loopback, port: cli },
        targets: others.map((port) => ({ address: loopback, port })),
      };
    },
    findControl: (control) => ({ address: control.getIpAddress(network), port: webPort }),
    findUrl: (_proxy, { port }) => createUrl(port),
  };
}

const createUrl = (port: number) => new URL(`http://${loopback}:${port}/`);

/** Held all at once, so that they differ; free again when this returns. */
async function findFreePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    return await Promise.all(
      servers.map(
        (server) =>
          new Promise<number>((resolve, reject) => {
            server.once('error', reject);
            server.listen({ host: loopback, port: 0 }, () => {
              const at = server.address();
              resolve(at === null || typeof at === 'string' ? 0 : at.port);
            });
          }),
      ),
    );
  } finally {
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
