import { setTimeout as sleep } from 'node:timers/promises';
import type { Authority } from '../../../kube/certificates.ts';
import { apiPort, balancedAddress } from '../../addresses.ts';
import { resources } from '../../api/kinds/resources.ts';
import { openApiServer } from '../../api/server.ts';
import type { Store } from '../../api/store/store.ts';
import { runControllerManager } from '../../controllers/manager.ts';
import type { Lags } from '../../lags.ts';
import type { Place } from './places.ts';

/** The API servers and controllers of a cluster: one of each on every control plane. */
export interface ControlPlanes extends AsyncDisposable {
  /** @throws Error if its port is not available */
  open(place: Place, version: string): Promise<void>;
  /** Closes both and opens them at that version after `apiServerRestartMs`. */
  upgrade(node: string, version: string): Promise<void>;
  /** Closes permanently. Does nothing if no control plane has that name. */
  close(node: string): Promise<void>;
}

export interface ControlPlaneOptions {
  readonly store: Store;
  readonly authority: Authority;
  readonly range: number;
  readonly token: string;
  readonly lags: Lags;
}

/**
 * An open control plane. Closing ends its controllers first, so that they do not report their server as unreachable.
 */
interface OpenControlPlane {
  readonly place: Place;
  readonly parts: AsyncDisposableStack;
}

export function controlPlanes(options: ControlPlaneOptions): ControlPlanes {
  const { store, authority, range, token, lags } = options;
  const { ca } = authority;
  const opened = new Map<string, OpenControlPlane>();

  const open = async (place: Place, version: string) => {
    const { address, name } = place;
    await using opening = new AsyncDisposableStack();
    // Names of kubeadm's certificate, plus the balancer's address and the names of the Service `kubernetes`.
    const tls = await authority.issue({
      commonName: 'kube-apiserver',
      ips: [address, balancedAddress(range), '127.0.0.1'],
      names: [name, 'localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
    });
    const server = opening.use(
      await openApiServer({ store, resources, range, ca, token, address, port: apiPort, tls, version }),
    );
    opening.use(
      runControllerManager({
        access: { url: server.url, ca, token },
        identity: name,
        lags,
        onError: console.error,
      }),
    );
    opened.set(name, { place, parts: opening.move() });
  };

  const close = async (node: string) => {
    const control = opened.get(node);
    opened.delete(node);
    await control?.parts.disposeAsync();
    return control?.place;
  };

  return {
    open,
    async upgrade(node, version) {
      const place = await close(node);
      if (place === undefined) throw new Error(`There is no control plane ${node}`);
      await sleep(lags.apiServerRestartMs);
      await open(place, version);
    },
    async close(node) {
      await close(node);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...opened.keys()].map(close));
    },
  };
}
