import { join } from 'node:path';

/**
 * Folder in the user's cache for Node's compiled code, of the harness and every process that it forks.
 * @param home used if the environment names no cache; undefined: unknown
 * @returns null if there is no such folder
 */
export function compiledCodeFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string | undefined,
): string | null {
  const cache = env.XDG_CACHE_HOME || (home && join(home, '.cache'));
  return cache ? join(cache, 'k8s-rehearse', 'compiled') : null;
}
