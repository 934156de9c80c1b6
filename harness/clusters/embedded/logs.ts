import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectApi } from './client/api-client.ts';
import type { ApiAccess } from './client/client.ts';
import type { Kind } from './objects.ts';

/** What is asked of the cluster itself, where its API still answers. */
const questions: readonly Kind[] = ['Event', 'Node', 'Pod'];

/** Where a cluster's processes and pods write, below the private folder of the run. */
export const folderOf = (privateFolder: string): string => join(privateFolder, 'cluster');

/** The cluster process' own, in that folder. */
export const clusterLog = 'cluster.log';

/**
 * Everything worth reading after a failure: the processes' logs and the pods', and what the API still says. Exports
 * what it can: whatever fails is noted in `not-exported.txt` and the rest goes on.
 * @param access null where there is no API yet
 */
export async function exportLogs(
  options: { readonly folder: string; readonly access: ApiAccess | null },
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const failures: string[] = [];
  const attempt = async (what: string, deed: () => Promise<unknown>) => {
    try {
      signal.throwIfAborted();
      await deed();
    } catch (error) {
      failures.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  await attempt(target, () => mkdir(target, { recursive: true }));
  await attempt('logs', () => cp(options.folder, target, { recursive: true }));
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
