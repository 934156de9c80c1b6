import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Commands } from '../../command/commands.ts';
import { errorMessage } from '../../errors.ts';
import { connect, type Kube } from '../../kube/connect.ts';
import { bounded } from '../../kube/request.ts';
import { exportOwnContainers } from '../docker/own-containers.ts';

/** What is asked of the cluster itself, where its API still answers. */
const questions: Readonly<Record<string, (kube: Kube, signal: AbortSignal) => Promise<object>>> = {
  events: (kube, signal) => kube.core.listEventForAllNamespaces({}, bounded(signal)),
  nodes: (kube, signal) => kube.core.listNode({}, bounded(signal)),
  pods: (kube, signal) => kube.core.listPodForAllNamespaces({}, bounded(signal)),
};

/**
 * Exports everything useful for the analysis of a failure: the front door's containers, and what the API says. Machines are not
 * entered. What kops printed is in the run directory already. What cannot be exported is noted in `not-exported.txt`.
 */
export async function exportLogs(
  { commands, runId, kubeconfig }: { commands: Commands; runId: string; kubeconfig: string },
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const failures: string[] = [];
  const attempt = async (what: string, action: () => Promise<unknown>) => {
    try {
      signal.throwIfAborted();
      await action();
    } catch (error) {
      failures.push(`${what}: ${errorMessage(error)}`);
    }
  };
  await attempt(folder, () => mkdir(folder, { recursive: true }));
  await attempt('containers of the run', () => exportOwnContainers(commands, runId, folder, signal));
  await attempt('the API', async () => {
    await using kube = connect(kubeconfig);
    for (const [name, ask] of Object.entries(questions))
      await attempt(name, async () =>
        writeFile(join(folder, `${name}.json`), `${JSON.stringify(await ask(kube, signal), null, 2)}\n`),
      );
  });
  if (failures.length > 0)
    await attempt('failures', () =>
      writeFile(join(folder, 'not-exported.txt'), `${failures.join('\n\n')}\n`),
    );
}
