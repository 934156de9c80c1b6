import { pause } from '../../async/pause.ts';
import { cpuListText } from '../../scenario/cpu-list.ts';
import { type Container, type DockerCli, getContainerName } from '../docker/docker-cli.ts';

const attempts = 5;
const pauseMs = 500;
const pinMs = 60_000;

/**
 * With control groups of version 1 the engine can't remove processors from a node while an inner group uses
 * them: inner groups release them first. Version 2 has no such folder, and does not need this.
 */
const giveUp = (list: string) =>
  `[ ! -d /sys/fs/cgroup/cpuset ] || find /sys/fs/cgroup/cpuset -mindepth 2 -depth -name cpuset.cpus | while read -r file; do echo ${list} > "$file" 2>/dev/null; done; true`;

/** Pins the nodes, and every pod on them, to these processors. @throws RehearsalError `command-failed` */
export async function pinNodes(
  docker: DockerCli,
  containers: readonly Container[],
  cpus: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  const list = cpuListText(cpus);
  for (const node of containers.map(getContainerName)) {
    // A pod may start between the two commands, with all processors.
    for (let attempt = 1; ; attempt += 1) {
      try {
        await docker.run(['exec', node, 'sh', '-c', giveUp(list)], { signal, timeoutMs: pinMs });
        await docker.run(['update', '--cpuset-cpus', list, node], { signal, timeoutMs: pinMs });
        break;
      } catch (error) {
        if (attempt === attempts) throw error;
        await pause(pauseMs, signal);
      }
    }
  }
}
