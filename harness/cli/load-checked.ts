import { getProvider } from '../clusters/providers.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.ts';

/**
 * A scenario as every command takes it: what its kind of cluster lacks is among its mistakes, and what that leaves out is
 * not among its objects.
 * @throws as `loadScenario`
 */
export async function loadChecked(file: string, sets: readonly string[]): Promise<LoadedScenario> {
  return await loadScenario(file, { sets, checkObjects: (provider) => getProvider(provider).checkObjects });
}
