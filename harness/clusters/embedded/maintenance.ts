import { listStaticPods } from '../../embedded/node-names.ts';
import type { Child } from '../../embedded/process/fork.ts';
import type { ClusterReady, ClusterRequests } from '../../embedded/process/messages.ts';
import { errorMessage, RehearsalError } from '../../errors.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { NodeMaintenance } from '../cluster.ts';
import { lostSoFar } from './loss.ts';

/** The current nodes of a cluster, without replaced ones. */
export interface NodeList {
  all(): readonly NodeRef[];
  add(node: NodeRef): void;
  remove(node: NodeRef): void;
}

/** The same upgrades as on the other providers, requested from the cluster's process. */
export function maintenance(
  cluster: Pick<Child<ClusterRequests, ClusterReady>, 'ask' | 'ended'>,
  nodes: NodeList,
): Required<NodeMaintenance> {
  let ended: string | null = null;
  void cluster.ended.then((why) => {
    ended = why;
  });

  const failing = async <T>(what: string, signal: AbortSignal, action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      signal.throwIfAborted();
      // Such a failure says nothing about the upgrade.
      if (ended !== null) throw error;
      const loss = await lostSoFar(cluster, signal);
      if (loss !== null) throw new RehearsalError('cluster-lost', loss, { cause: error });
      const message = errorMessage(error);
      throw new RehearsalError('upgrade-failed', `${what} failed: ${message}`, { cause: error });
    }
  };

  return {
    async stage(to, _signal, onStaged = () => {}) {
      const pods = listStaticPods(to);
      for (const node of nodes.all()) onStaged(node, node.slot.role === 'control-plane' ? pods.length : 0);
      return pods.map(({ image }) => image);
    },
    inPlace: {
      async upgradeConfig(node, to, signal) {
        // A worker has no configuration of its own here.
        if (node.slot.role === 'worker') return;
        await failing(`The control plane on ${node.name}`, signal, () =>
          cluster.ask('upgradeControlPlane', { node: node.name, version: to }, signal),
        );
      },
      async upgradeKubelet(node, to, signal) {
        await failing(`The new kubelet on ${node.name}`, signal, () =>
          cluster.ask('upgradeKubelet', { node: node.name, version: to }, signal),
        );
      },
    },
    async provision(slot, to, signal) {
      const made = await failing(`A new machine in ${slot.pool}`, signal, () =>
        cluster.ask('provision', { slot, version: to }, signal),
      );
      const node = made as NodeRef;
      nodes.add(node);
      return node;
    },
    async retire(node, signal) {
      await failing(`Retiring ${node.name}`, signal, () =>
        cluster.ask('retire', { node: node.name }, signal),
      );
      nodes.remove(node);
    },
  };
}
