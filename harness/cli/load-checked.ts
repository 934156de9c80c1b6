import { getProvider } from '../clusters/providers.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.ts';

/**
 * A scenario as every command reads it: everything that its kind of cluster lacks is a mistake, and objects
 * that the cluster leaves out are removed.
 * @throws as `loadScenario`
 */
export async function loadChecked(file: string, sets: readonly string[]): Promise<LoadedScenario> {
  return await loadScenario(file, { sets, checkObjects: (provider) => getProvider(provider).checkObjects });
}
