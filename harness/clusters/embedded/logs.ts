import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { connectApi } from '../../embedded/client/api-client.ts';
import type { ApiAccess } from '../../embedded/client/client.ts';
import type { Kind } from '../../embedded/objects.ts';
import { errorMessage } from '../../errors.ts';

/** Resources that are read from the cluster itself, if its API still responds. */
const questions: readonly Kind[] = ['Event', 'Node', 'Pod'];

/** Folders of a cluster's processes and pods, below the private folder of the run. */
export const locateLogs = (privateFolder: string): string => join(privateFolder, 'cluster');

/** The cluster process' own log, in that folder. */
export const clusterLog = 'cluster.log';

/**
 * Exports everything useful after a failure: the logs of processes and pods, and the API's objects. Whatever
 * fails is recorded in `not-exported.txt`, and the export continues.
 * @param access null if there is no API yet
 */
export async function exportLogs(
  options: { readonly folder: string; readonly access: ApiAccess | null },
  target: string,
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
  await attempt(target, () => mkdir(target, { recursive: true }));
  await attempt('logs', async () => {
    for await (const file of logsIn(options.folder))
      await attempt(file, async () => {
        await mkdir(dirname(join(target, file)), { recursive: true });
        await copyFile(join(options.folder, file), join(target, file));
      });
  });
  const { access } = options;
  if (access !== null) {
    await using api = connectApi(access);
    for (const kind of questions)
      await attempt(`${kind} objects`, async () => {
        const { items } = await api.list(kind);
        await writeFile(join(target, `${kind.toLowerCase()}s.json`), `${JSON.stringify(items, null, 2)}\n`);
      });
  }
  if (failures.length > 0)
    await attempt('failures', () =>
      writeFile(join(target, 'not-exported.txt'), `${failures.join('\n\n')}\n`),
    );
}

/** Folders of running pods: their content belongs to the programs, and may be of any size and kind. */
const podFolders = /^nodes\/[^/]+\/pods$/;

/** Every file that is written for readers, relative to the folder. */
async function* logsIn(folder: string, below = ''): AsyncGenerator<string> {
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = join(below, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && !podFolders.test(path)) yield* logsIn(folder, path);
  }
}
