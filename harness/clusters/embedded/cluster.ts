import { join } from 'node:path';
import type { MeasuredLags } from '../../embedded/lags.ts';
import { findNodeAddress } from '../../embedded/node-refs.ts';
import type { Child } from '../../embedded/process/fork.ts';
import type { ClusterReady, ClusterRequests } from '../../embedded/process/messages.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { Cluster, CreateOptions } from '../cluster.ts';
import { createClaims } from './claims.ts';
import { embeddedFacts } from './facts.ts';
import { followFile } from './follow.ts';
import { openFrontDoor } from './front-door.ts';
import { listImageCommands, requireCommands } from './images.ts';
import { findLeftovers } from './leftovers.ts';
import { exportLogs } from './logs.ts';
import { describeUnexpectedEnd, watchForLoss } from './loss.ts';
import { maintenance } from './maintenance.ts';

/** The parts of a created cluster. */
export interface CreatedCluster extends CreateOptions {
  readonly name: string;
  readonly kubeconfig: string;
  /** Folder of its processes' output. */
  readonly folder: string;
  readonly child: Child<ClusterRequests, ClusterReady>;
  readonly ready: ClusterReady;
  readonly lags: MeasuredLags;
}

const leftWithinMs = 30_000;

/** An embedded cluster as the rest of the harness sees it. */
export function embeddedCluster(made: CreatedCluster): Cluster {
  const { name, ready, child, folder, lags } = made;
  let nodes: readonly NodeRef[] = ready.nodes;
  let kept = false;
  const ending = new AbortController();
  const doorLost = Promise.withResolvers<string>();
  return {
    name,
    claims: createClaims(lags),
    kubeconfig: made.kubeconfig,
    apiServers: ready.apiServers,
    get nodes() {
      return nodes;
    },
    lost: Promise.race([watchForLoss(child, ending.signal), doorLost.promise]),
    ops: maintenance(child, {
      all: () => nodes,
      add(node) {
        nodes = [...nodes, node];
      },
      remove({ name: gone }) {
        nodes = nodes.filter((node) => node.name !== gone);
      },
    }),
    async loadImages(images) {
      requireCommands(made.cluster, images);
    },
    async openFrontDoor(spec, signal) {
      requireCommands(made.cluster, [spec.controlImage]);
      const { runId, commands } = made;
      const command = listImageCommands(made.cluster)[spec.controlImage] ?? [];
      const { range } = ready;
      const cpus = made.cluster.cpus;
      return await openFrontDoor(
        {
          ...{
            runId,
            range,
            folder,
            cpus,
            nodes,
            command,
            findAddress: findNodeAddress,
            onChild: commands.adopt,
          },
          onLost: (why) => doorLost.resolve(describeUnexpectedEnd('The front door', why)),
        },
        spec,
        signal,
      );
    },
    facts: (signal) => embeddedFacts(child, lags, signal),
    followFile: (node, path, signal) => followFile(join(folder, 'nodes', node.name), path, signal),
    exportLogs: (target, signal) => exportLogs({ folder, access: ready.access }, target, signal),
    async keep() {
      await child.ask('keep', {});
      kept = true;
    },
    async [Symbol.asyncDispose]() {
      ending.abort(new Error(`${name} is let go of`));
      if (kept) child.letGo();
      else {
        await child.end();
        // A killed process could not end what it had started.
        for (const left of await findLeftovers(made.runId))
          await left.remove(AbortSignal.timeout(leftWithinMs));
      }
    },
  };
}
