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
  /** @throws Error when its port can't be had */
  open(place: Place, version: string): Promise<void>;
  /** Really closes both, and opens them at that version after `apiServerRestartMs`. */
  upgrade(node: string, version: string): Promise<void>;
  /** For good. Nothing happens where there is no control plane of that name. */
  close(node: string): Promise<void>;
}

export interface ControlPlaneOptions {
  readonly store: Store;
  readonly authority: Authority;
  readonly range: number;
  readonly token: string;
  readonly lags: Lags;
}

/** One that is open: closing ends its controllers first, so that they do not report that their server has gone. */
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
    // As kubeadm has it: also for the balancer's address, and for the Service `kubernetes` of those who ask by name.
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
