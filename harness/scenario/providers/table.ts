import { embedded } from './embedded.ts';
import { kind } from './kind.ts';
import { kops } from './kops.ts';
import type { ProviderTraits } from './traits.ts';

/** Every provider, by its name in a scenario: the only list. The code of each is in `clusters/<name>/provider.ts`. */
export const providerTraits = { embedded, kind, kops } satisfies Record<string, ProviderTraits>;

export type ProviderName = keyof typeof providerTraits;

export const providerNames = Object.keys(providerTraits) as [ProviderName, ...ProviderName[]];

/** Names that a later version will support. */
export const plannedProviders: readonly string[] = ['existing'];

/** The traits of the provider that a scenario names. */
export const getTraits = (name: ProviderName): ProviderTraits => providerTraits[name];
