import { setTimeout as sleep } from 'node:timers/promises';
import type { Slot } from '../../../scenario/scenario.ts';
import { type ApiClient, ApiFailure } from '../../client/client.ts';
import type { Lags } from '../../lags.ts';
import { listStaticPods } from '../../node-names.ts';
import type { ClusterRequests } from '../messages.ts';
import type { Service } from '../serve.ts';
import type { ControlPlanes } from './control-planes.ts';
import type { FactLog } from './fact-log.ts';
import type { Machines } from './machines.ts';
import type { Place } from './places.ts';
import { readyNodes } from './ready-nodes.ts';

/** Handlers of the requests about machines. */
export type Handlers = Omit<Service<ClusterRequests>['handlers'], 'keep'>;

export interface MaintainOptions {
  readonly planes: ControlPlanes;
  readonly nodes: Machines;
  readonly api: ApiClient;
  readonly lags: Lags;
  readonly facts: FactLog;
  readonly nextPlace: (slot: Slot) => Place;
}

/** Operations on a cluster's machines. */
export function maintain(options: MaintainOptions): Handlers {
  const { planes, nodes, api, lags, facts, nextPlace } = options;
  const forGood = new AbortController().signal;
  return {
    async upgradeControlPlane({ node, version }) {
      const { kubelet } = nodes.of(node);
      await planes.upgrade(node, version);
      await kubelet.ask('staticPods', { pods: listStaticPods(version) });
    },
    upgradeKubelet: ({ node, version }) => nodes.of(node).kubelet.ask('upgradeKubelet', { version }),
    async provision({ slot, version }) {
      requireWorker(slot.role, 'provisioned');
      const place = nextPlace(slot);
      await sleep(lags.nodeProvisionMs);
      try {
        await nodes.start(place, version);
        const [node] = await readyNodes(api, [place], forGood);
        return node;
      } catch (error) {
        await nodes.powerOff(place.name).catch(() => {});
        throw error;
      }
    },
    async retire({ node }) {
      requireWorker(nodes.of(node).place.slot.role, 'retired');
      await nodes.powerOff(node);
      await deleteNode(api, node);
    },
    facts: ({ since }) => facts.since(since),
  };
}

/** Only workers are replaced: the store and its balancer know their API servers from the start. */
function requireWorker(role: Slot['role'], what: string): void {
  if (role === 'control-plane')
    throw new Error(`A control plane can't be ${what} on an embedded cluster: upgrade it in place`);
}

/** Deletes the Node object, as a cloud's controller does for a removed machine. It may have been deleted already. */
async function deleteNode(api: ApiClient, name: string): Promise<void> {
  try {
    await api.delete('Node', { name });
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.code !== 404) throw error;
  }
}
