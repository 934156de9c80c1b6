import type { WorkerStrategy } from '../upgrade-policy.ts';
import { type Path, pathText } from '../walk.ts';
import { getTraits, type ProviderName, providerNames } from './table.ts';
import type { ProviderTraits, Refusal, Support } from './traits.ts';

/** Settings for features that not every provider supports. */
const needs: readonly { readonly path: Path; readonly of: (traits: ProviderTraits) => Support }[] = [
  { path: ['cluster', 'images'], of: ({ has }) => has.images },
  { path: ['workload', 'images'], of: ({ has }) => has.images },
  { path: ['criteria', 'probes', 'dns'], of: ({ has }) => has.dns },
  { path: ['criteria', 'probes', 'pods'], of: ({ has }) => has.podNetwork },
  { path: ['criteria', 'latency'], of: ({ judgesLatency }) => judgesLatency },
  { path: ['upgrade', 'controlPlane', 'addons'], of: waitsBetweenActions },
];

/** A command of another tool has no pause of ours between its actions. */
function waitsBetweenActions({ title, rolling }: ProviderTraits): Support {
  if (rolling === 'nodes') return { supported: true };
  return { supported: false, why: `${title} is rolled by a command: nothing can wait between its actions` };
}

/** Every setting that a provider does not support, with the reason. */
export function listRefusals(traits: ProviderTraits): readonly Refusal[] {
  const lacking = needs.flatMap(({ path, of }) => {
    const support = of(traits);
    return support.supported ? [] : [{ path, why: support.why }];
  });
  return [...lacking, ...traits.refuses];
}

/** The providers that support a setting. */
export function providersTaking(path: Path): readonly ProviderName[] {
  return providerNames.filter(
    (name) => !listRefusals(getTraits(name)).some((refusal) => pathText(refusal.path) === pathText(path)),
  );
}

/** The providers whose workers can get the new version by a strategy. */
export function providersRollingBy(strategy: WorkerStrategy): readonly ProviderName[] {
  return providerNames.filter((name) => getTraits(name).strategies.worker.includes(strategy));
}

/** A setting's description, which begins with the providers that support it if not all of them do. */
export function describeFor(path: Path, description: string): string {
  const names = providersTaking(path);
  if (names.length === providerNames.length) return description;
  return `${names.join(', ')}: ${description.charAt(0).toLowerCase()}${description.slice(1)}`;
}
