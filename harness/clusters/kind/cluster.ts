import type { NodeRef } from '../../scenario/scenario.ts';
import type { ApiEndpoint, Cluster, CreateOptions } from '../cluster.ts';
import type { DockerCli } from '../docker/docker-cli.ts';
import { dockerFacts } from '../docker/facts.ts';
import { watchForLoss } from '../docker/loss.ts';
import { listOwnContainers, removeOwnContainers } from '../docker/own-containers.ts';
import { claims } from './claims.ts';
import type { KindCli } from './cli/kind-cli.ts';
import { nodeShell } from './cli/node-shell.ts';
import { openFrontDoor } from './front-door.ts';
import { clusterLabel } from './labels.ts';
import { exportLogs } from './logs.ts';
import { maintenance } from './maintenance.ts';
import { removeOwn } from './owned.ts';

/** The parts of a created cluster. */
export interface CreatedCluster extends CreateOptions {
  readonly name: string;
  readonly kubeconfig: string;
  readonly kind: KindCli;
  readonly docker: DockerCli;
  readonly nodes: readonly NodeRef[];
  readonly apiServers: readonly ApiEndpoint[];
}

/** A kind cluster as the rest of the harness sees it. */
export function kindCluster(made: CreatedCluster): Cluster {
  const { name, nodes, kind, docker, commands, runId } = made;
  const shell = nodeShell(commands);
  const run = { runId, cluster: name };
  const lost = Promise.withResolvers<string>();
  let kept = false;
  return {
    name,
    claims,
    kubeconfig: made.kubeconfig,
    apiServers: made.apiServers,
    nodes,
    lost: lost.promise,
    ops: maintenance(made, shell),
    async containers(signal) {
      const nodes = await docker.withLabel(`${clusterLabel}=${name}`, signal);
      const others = await listOwnContainers(docker, runId, signal);
      return [...nodes, ...others].map(({ Id }) => Id);
    },
    loadImages: (images, signal) => kind.loadImages(name, images, signal),
    openFrontDoor: (spec, signal) => openFrontDoor(docker, runId, spec, nodes, signal),
    facts: (signal) =>
      watchForLoss(
        dockerFacts(commands, { runId, nodes: { label: clusterLabel, value: name } }, signal),
        lost.resolve,
      ),
    followFile: (node, path, signal) => shell.follow(node.name, path, signal),
    exportLogs: (folder, signal) => exportLogs(commands, kind, run, folder, signal),
    async keep() {
      kept = true;
    },
    async [Symbol.asyncDispose]() {
      if (kept) return;
      try {
        await removeOwn(docker, run);
      } finally {
        await removeOwnContainers(docker, runId);
      }
    },
  };
}
