import { type ProviderName, providerNames } from '../scenario/providers/table.ts';
import type { Provider } from './cluster.ts';

/** TypeScript in the sources, JavaScript in the published package. */
const file = import.meta.url.endsWith('.ts') ? 'provider.ts' : 'provider.js';

/**
 * Every provider of the table of traits, as its folder exports it. Imported by name, so that a new one is
 * listed only in that table.
 */
export const providers = Object.fromEntries(
  await Promise.all(
    providerNames.map(async (name): Promise<[ProviderName, Provider]> => {
      const { provider } = (await import(new URL(`./${name}/${file}`, import.meta.url).href)) as {
        readonly provider: Provider;
      };
      return [name, provider];
    }),
  ),
) as Readonly<Record<ProviderName, Provider>>;

/** The provider that a scenario names. */
export const getProvider = (name: ProviderName): Provider => providers[name];
