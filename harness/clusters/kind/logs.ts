import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commands } from '../../command/commands.ts';
import { errorMessage } from '../../errors.ts';
import { dockerCli, getContainerName } from '../docker/docker-cli.ts';
import { exportOwnContainers } from '../docker/own-containers.ts';
import type { KindCli } from './cli/kind-cli.ts';
import { clusterLabel, roleLabel } from './labels.ts';
import { adminKubectl } from './nodes.ts';

/** Resources that are read from the cluster itself, if its API still responds. */
const questions = [
  ['events.txt', 'get', 'events', '--all-namespaces', '--output', 'wide', '--sort-by', '.lastTimestamp'],
  ['nodes.txt', 'describe', 'nodes'],
  ['pods.txt', 'get', 'pods', '--all-namespaces', '--output', 'wide'],
] as const;

/**
 * Exports everything useful for the analysis of a failure. Whatever cannot be exported is recorded in
 * `not-exported.txt`.
 */
export async function exportLogs(
  commands: Commands,
  kind: KindCli,
  run: { runId: string; cluster: string },
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const docker = dockerCli(commands);
  const failures: string[] = [];
  const attempt = async (what: string, action: () => Promise<unknown>) => {
    try {
      await action();
    } catch (error) {
      failures.push(`${what}: ${errorMessage(error)}`);
    }
  };
  await attempt(folder, () => mkdir(folder, { recursive: true }));
  await attempt('kind export logs', () => kind.exportLogs(run.cluster, join(folder, 'kind'), signal));
  await attempt('containers of the run', () => exportOwnContainers(commands, run.runId, folder, signal));
  await attempt('the API', async () => {
    const nodes = await docker.withLabel(`${clusterLabel}=${run.cluster}`, signal);
    const controlPlane = nodes.find((node) => node.Config.Labels?.[roleLabel] === 'control-plane');
    if (controlPlane === undefined) throw new Error('no control plane is running');
    for (const [file, ...question] of questions) {
      const command = adminKubectl(...question, '--request-timeout', '10s');
      const options = { signal, timeoutMs: 30_000 };
      const { stdout } = await commands.run(
        'docker',
        ['exec', getContainerName(controlPlane), ...command],
        options,
      );
      await writeFile(join(folder, file), `${stdout}\n`);
    }
  });
  if (failures.length > 0)
    await attempt('failures', () =>
      writeFile(join(folder, 'not-exported.txt'), `${failures.join('\n\n')}\n`),
    );
}
