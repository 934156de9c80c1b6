import { embedded } from './embedded.ts';
import { kind } from './kind.ts';
import { kops } from './kops.ts';
import type { ProviderTraits } from './traits.ts';

/**
 * Every provider, by the name that a scenario gives it: the one place where they are listed. The code of each is in
 * `clusters/<name>/provider.ts`.
 */
export const providerTraits = { embedded, kind, kops } satisfies Record<string, ProviderTraits>;

export type ProviderName = keyof typeof providerTraits;

export const providerNames = Object.keys(providerTraits) as [ProviderName, ...ProviderName[]];

/** Names that a later version will know. */
export const plannedProviders: readonly string[] = ['existing'];

/** The traits of the provider that a scenario names. */
export const getTraits = (name: ProviderName): ProviderTraits => providerTraits[name];
