import type { Commands } from '../../command/commands.ts';
import type { Leftover } from '../cluster.ts';
import { type Container, type DockerCli, dockerCli } from '../docker/docker-cli.ts';
import { requireEngine } from '../docker/engine.ts';
import { containerLeftovers } from '../docker/leftovers.ts';
import { clusterLabel } from './labels.ts';
import { byRun } from './owned.ts';

/**
 * What a run, or every run, left behind: clusters by the mount in their nodes or by a run's name, containers by label.
 */
export async function findLeftovers(
  commands: Commands,
  runId: string | null,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  await requireEngine(commands, signal);
  const docker = dockerCli(commands);
  const clusters = clusterLeftovers(docker, await docker.withLabel(clusterLabel, signal));
  const containers = await containerLeftovers(docker, runId, signal);
  return [...containers, ...clusters.filter((leftover) => runId === null || leftover.runId === runId)];
}

function clusterLeftovers(docker: DockerCli, nodes: readonly Container[]): readonly Leftover[] {
  const byCluster = Map.groupBy(nodes, (node) => node.Config.Labels?.[clusterLabel] ?? '');
  return [...byCluster].flatMap(([name, all]) =>
    [...byRun(name, all)].map(([runId, containers]) => ({
      runId,
      kind: 'cluster' as const,
      name,
      // Not `kind delete`: that would also edit a kubeconfig, and the run's own may be gone.
      remove: (signal: AbortSignal) =>
        docker.remove(
          containers.map((container) => container.Id),
          signal,
        ),
    })),
  );
}
