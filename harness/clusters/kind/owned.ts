import { pause } from '../../async/pause.ts';
import { RehearsalError } from '../../errors.ts';
import { duration } from '../../format/durations.ts';
import type { Container, DockerCli } from '../docker/docker-cli.ts';
import { clusterLabel, roleLabel, runOfMark } from './labels.ts';

const scopedName = /^rehearse-(\d{8}-\d{6}-[0-9a-f]+)$/;
const threeMinutesMs = 3 * 60_000;
const pauseMs = 500;

/** Containers of one cluster by the run that created them; others are left out. */
export function byRun(
  cluster: string,
  containers: readonly Container[],
): ReadonlyMap<string, readonly Container[]> {
  // kind's load balancer has no such mount. It belongs to a run if all nodes of its cluster do, or if the
  // name is the run's own.
  const nodeMarks = new Set(containers.filter(isNode).map(markOn));
  const [only = null] = nodeMarks.size === 1 ? nodeMarks : [];
  const scoped = scopedName.exec(cluster)?.[1] ?? null;
  const findRunId = (container: Container) =>
    markOn(container) ?? scoped ?? (isNode(container) ? null : only);
  const owned = Map.groupBy(containers, findRunId);
  return new Map([...owned].flatMap(([run, own]) => (run === null ? [] : [[run, own] as const])));
}

/** The containers of a cluster that this run created. Another run, or the user, may have a cluster of the same name. */
export async function ownContainers(
  docker: DockerCli,
  run: { runId: string; cluster: string },
  signal: AbortSignal,
): Promise<readonly Container[]> {
  const containers = await docker.withLabel(`${clusterLabel}=${run.cluster}`, signal);
  return byRun(run.cluster, containers).get(run.runId) ?? [];
}

/**
 * Removes the containers of a cluster that this run created. The engine may still create one that was requested just
 * before an abort, so one check is not enough. Not `kind delete`, which uses the cluster's name alone.
 * @throws RehearsalError `command-failed` if some are left after `withinMs`
 */
export async function removeOwn(
  docker: DockerCli,
  run: { runId: string; cluster: string },
  withinMs: number = threeMinutesMs,
): Promise<void> {
  const bound = AbortSignal.timeout(withinMs);
  try {
    for (let empty = 0; ; ) {
      const left = await ownContainers(docker, run, bound);
      await docker.remove(
        left.map((container) => container.Id),
        bound,
      );
      empty = left.length === 0 ? empty + 1 : 0;
      if (empty === 2) return;
      await pause(pauseMs, bound);
    }
  } catch (error) {
    if (!bound.aborted) throw error;
    throw new RehearsalError(
      'command-failed',
      `Docker had not removed the containers of ${run.cluster} after ${duration(withinMs)}`,
      { cause: error, hint: `\`rehearse clean ${run.runId}\` removes what is left.` },
    );
  }
}

const markOn = (container: Container): string | null =>
  container.Mounts.map((mount) => runOfMark(mount.Destination)).find((run) => run !== null) ?? null;

const isNode = (container: Container): boolean =>
  container.Config.Labels?.[roleLabel] !== 'external-load-balancer';
