import type { Fidelity } from '../../journal/records.ts';
import { connect } from '../../kube/connect.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { ApiEndpoint, Cluster, CreateOptions } from '../cluster.ts';
import { dockerCli } from '../docker/docker-cli.ts';
import { dockerFacts } from '../docker/facts.ts';
import { watchForLoss } from '../docker/loss.ts';
import { listOwnContainers, removeOwnContainers } from '../docker/own-containers.ts';
import type { ServiceRef } from './balancer/await-hosts.ts';
import { chooseFrontDoor } from './balancer/choose.ts';
import { removeServices } from './balancer/remove-services.ts';
import { createClaims } from './claims.ts';
import type { KopsCli } from './cli/kops-cli.ts';
import { deleteClone } from './delete.ts';
import { openFrontDoor } from './front-door.ts';
import { loadImages } from './load-images.ts';
import { exportLogs } from './logs.ts';
import { nodeLister } from './nodes.ts';
import { roll } from './roll/roll.ts';
import { requireProduction } from './scope-of-run.ts';

const deleteWithinMs = 30 * 60_000;

/** What a clone that has been made consists of. */
export interface CreatedClone extends CreateOptions {
  readonly kops: KopsCli;
  readonly kubeconfig: string;
  readonly nodes: readonly NodeRef[];
  readonly fidelity: readonly Fidelity[];
}

/** A clone that kops made, as the rest of the harness sees it. */
export function kopsCluster(made: CreatedClone): Cluster {
  const { kops, kubeconfig, nodes, commands, runId, privateFolder, cluster: spec } = made;
  const docker = dockerCli(commands);
  const listNodes = nodeLister(kubeconfig);
  const lost = Promise.withResolvers<string>();
  let kept = false;
  let balanced: readonly ServiceRef[] = [];
  return {
    name: kops.scope.clone,
    claims: createClaims(made.fidelity),
    kubeconfig,
    apiServers: [balancedApi(kubeconfig)],
    nodes,
    lost: lost.promise,
    // New instances come with everything that the new version needs.
    ops: { stage: async () => [] },
    roll: (options, signal) => {
      const { from, controlPlanes, pools } = spec;
      const workers = pools.reduce((sum, pool) => sum + pool.nodes, 0);
      return roll({ kops, listNodes, from, controlPlanes, workers }, options, signal);
    },
    containers: async (signal) => (await listOwnContainers(docker, runId, signal)).map(({ Id }) => Id),
    loadImages: (images, signal) =>
      loadImages(commands, requireProduction(spec).clone.provideImages, images, signal),
    chooseFrontDoor: (type, signal) => chooseFrontDoor(kubeconfig, type, signal),
    openFrontDoor(door, signal) {
      if (door.choice?.kind === 'load-balancer') balanced = door.routes.map(({ service }) => service);
      return openFrontDoor({ docker, runId, kubeconfig }, door, nodes, signal);
    },
    facts: (signal) => watchForLoss(dockerFacts(commands, { runId, nodes: null }, signal), lost.resolve),
    async *followFile() {},
    exportLogs: (folder, signal) => exportLogs({ commands, runId, kubeconfig }, folder, signal),
    async keep() {
      kept = true;
    },
    async [Symbol.asyncDispose]() {
      if (kept) return;
      try {
        await removeOwnContainers(docker, runId);
        await removeServices(kubeconfig, balanced);
      } finally {
        await deleteClone(kops, runId, privateFolder, AbortSignal.timeout(deleteWithinMs));
      }
    },
  };
}

/** The cloud's load balancer before the API servers, which are not reached one by one. */
function balancedApi(kubeconfig: string): ApiEndpoint {
  return { name: 'balanced', url: connect(kubeconfig).server };
}
