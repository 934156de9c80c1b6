import { join } from 'node:path';

/**
 * Folder in the user's cache where Node keeps what it has compiled, for the harness and every process it forks.
 * @param home where the environment names no cache; undefined: none is known
 * @returns null where there is no place for it
 */
export function compiledCodeFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string | undefined,
): string | null {
  const cache = env.XDG_CACHE_HOME || (home && join(home, '.cache'));
  return cache ? join(cache, 'k8s-rehearse', 'compiled') : null;
}
