import type { Provider } from '../clusters/cluster.ts';
import { invalidScenario, type LoadedScenario } from '../scenario/load.ts';

/**
 * The scenario with the objects that its kind of cluster takes, and what it warns of. What `validate`, `doctor` and the
 * run itself ask, before anything is made.
 * @throws RehearsalError `scenario-invalid` with everything that the cluster lacks
 */
export function withCheckedObjects(
  loaded: LoadedScenario,
  provideFor: (name: LoadedScenario['scenario']['cluster']['provider']) => Pick<Provider, 'checkObjects'>,
): LoadedScenario {
  const { scenario } = loaded;
  const provider = provideFor(scenario.cluster.provider);
  const { objects, issues, warnings } = provider.checkObjects(loaded.objects, scenario);
  if (issues.length > 0) throw invalidScenario(loaded.file, issues);
  return { ...loaded, objects, warnings: [...loaded.warnings, ...warnings] };
}
