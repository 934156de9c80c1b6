import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { newAuthority } from '../../../kube/certificates.ts';
import { apiPort, balancedAddress } from '../../addresses.ts';
import { resources } from '../../api/kinds/resources.ts';
import { storageOn } from '../../api/store/storage.ts';
import { openStore, type Store } from '../../api/store/store.ts';
import { connectApi } from '../../client/api-client.ts';
import { forkProcess } from '../fork.ts';
import type { ClusterReady, ClusterSettings, NetworkSettings } from '../messages.ts';
import { controlPlanes } from './control-planes.ts';
import { type FactLog, factLog } from './fact-log.ts';
import { machines } from './machines.ts';
import { type Handlers, maintain } from './maintain.ts';
import { placesIn } from './places.ts';
import { holdRange } from './range.ts';
import { readyNodes } from './ready-nodes.ts';

/** A cluster whose nodes are Ready, until it is disposed of. */
export interface RunningCluster extends AsyncDisposable {
  readonly ready: ClusterReady;
  readonly handlers: Handlers;
}

/**
 * Starts all parts of a cluster in the order of their dependencies. Leaves nothing if it fails.
 * @param gone fires when no caller waits for it any more
 */
export async function startCluster(settings: ClusterSettings, gone: AbortSignal): Promise<RunningCluster> {
  const { runId, name, version, lags, folder } = settings;
  await using starting = new AsyncDisposableStack();
  const { number: range } = starting.use(await holdRange());
  const nextPlace = placesIn(range, name);
  const places = settings.slots.map(nextPlace);
  const masters = places.filter(({ slot }) => slot.role === 'control-plane');

  const authority = await newAuthority(name);
  const token = randomBytes(32).toString('hex');
  const store = openStore();
  createSystemNamespaces(store, range);
  const planes = starting.use(controlPlanes({ store, authority, range, token, lags }));
  for (const place of masters) await planes.open(place, version);

  const apiServers = endpoints(range, masters);
  const [first] = apiServers;
  if (first === undefined) throw new Error('A cluster needs a control plane');
  const access = { url: first.url, ca: authority.ca, token };
  const facts = factLog();
  const network = { runId, range, api: access, lags, apiServers: balanced(masters) };
  starting.use(await startNetwork(network, join(folder, 'network.log'), facts));
  const api = starting.use(connectApi(access));

  gone.throwIfAborted();
  const certify = (address: string) => authority.issue({ commonName: 'kubelet', ips: [address], names: [] });
  const nodes = starting.use(machines({ ...settings, range, api: access, facts, certify }));
  const [one, ...others] = places;
  // The first machine starts alone, so that the others find its compile cache. Compiling takes 25 MB each.
  if (one !== undefined) await nodes.start(one, version);
  await Promise.all(others.map((place) => nodes.start(place, version)));
  const refs = await readyNodes(api, places, gone);

  const handlers = maintain({ planes, nodes, api, lags, facts, nextPlace });
  const running = starting.move();
  return {
    ready: { range, nodes: refs, apiServers, access },
    handlers,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

interface AddressedServer {
  readonly name: string;
  readonly address: string;
}

/** The balanced address first, if there are several. */
function endpoints(range: number, masters: readonly AddressedServer[]): ClusterReady['apiServers'] {
  const own = masters.map(({ name, address }) => ({ name, url: createUrl(address) }));
  return masters.length > 1 ? [{ name: 'balanced', url: createUrl(balancedAddress(range)) }, ...own] : own;
}

const createUrl = (address: string) => `https://${address}:${apiPort}`;

const balanced = (masters: readonly AddressedServer[]): readonly string[] =>
  masters.length > 1 ? masters.map(({ address }) => address) : [];

/** Node proxies and the API's balancer. Nothing restarts this process; its users notice its end. */
async function startNetwork(
  settings: NetworkSettings,
  logFile: string,
  facts: FactLog,
): Promise<AsyncDisposable> {
  const { runId } = settings;
  const child = forkProcess<Record<never, never>, object>(
    new URL('../network-process.ts', import.meta.url),
    settings,
    { runId, logFile },
  );
  let ending = false;
  void child.ended.then((why) => {
    if (!ending) facts.note({ what: 'network-died', node: null, detail: why });
  });
  const end = () => {
    ending = true;
    return child.end();
  };
  try {
    await child.ready;
  } catch (error) {
    await end();
    throw error;
  }
  return { [Symbol.asyncDispose]: end };
}

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** As the real API server does before it is ready: electing controllers requires `kube-system`. */
function createSystemNamespaces(store: Store, range: number): void {
  const storage = storageOn(store, resources);
  const { admit, beforeCreate } = resources.Namespace;
  for (const name of systemNamespaces) {
    const sent = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    storage.create('Namespace', beforeCreate(admit(sent), { storage, range }));
  }
}
