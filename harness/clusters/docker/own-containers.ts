import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commands } from '../../command/commands.ts';
import { type Container, type DockerCli, dockerCli, getContainerName } from './docker-cli.ts';
import { runLabel } from './labels.ts';

/** The containers that a run has started itself, running or not. */
export const listOwnContainers = (
  docker: DockerCli,
  runId: string,
  signal: AbortSignal,
): Promise<readonly Container[]> => docker.withLabel(`${runLabel}=${runId}`, signal);

/** Also those that were only being started: a start that was given up left them behind. */
export async function removeOwnContainers(
  docker: DockerCli,
  runId: string,
  isWanted: (name: string) => boolean = () => true,
): Promise<void> {
  const own = await listOwnContainers(docker, runId, AbortSignal.timeout(60_000));
  await docker.remove(
    own.filter((container) => isWanted(getContainerName(container))).map((container) => container.Id),
  );
}

/** What each of them is and has printed, as files of a folder that exists. */
export async function exportOwnContainers(
  commands: Commands,
  runId: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  for (const container of await listOwnContainers(dockerCli(commands), runId, signal)) {
    const name = getContainerName(container);
    await writeFile(join(folder, `${name}.json`), JSON.stringify(container, null, 2));
    const { stdout, stderr } = await commands.run('docker', ['logs', '--timestamps', name], {
      signal,
      timeoutMs: 60_000,
    });
    await writeFile(join(folder, `${name}.log`), `${stdout}\n${stderr}\n`);
  }
}
