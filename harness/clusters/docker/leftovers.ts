import type { Leftover } from '../cluster.ts';
import { type DockerCli, getContainerName } from './docker-cli.ts';
import { runLabel } from './labels.ts';

/** The containers that runs have started themselves and left behind: of one run, or of every run. */
export async function containerLeftovers(
  docker: DockerCli,
  runId: string | null,
  signal: AbortSignal,
): Promise<readonly Leftover[]> {
  const containers = await docker.withLabel(runId === null ? runLabel : `${runLabel}=${runId}`, signal);
  return containers.map((container) => ({
    runId: container.Config.Labels?.[runLabel] ?? '',
    kind: 'container' as const,
    name: getContainerName(container),
    remove: (signal) => docker.remove([container.Id], signal),
  }));
}
