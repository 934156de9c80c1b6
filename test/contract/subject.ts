import { inject } from 'vitest';
import type { Provider } from '../../harness/clusters/cluster.ts';
import { providers } from '../../harness/clusters/providers.ts';
import { createCommands } from '../../harness/command/commands.ts';
import { isMissing } from '../../harness/preflight/preflight.ts';
import { getTraits, type ProviderName, providerNames } from '../../harness/scenario/providers/table.ts';
import type { ClusterSpec } from '../../harness/scenario/scenario.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly provider: ProviderName;
  }
}

/** A provider that the contract tests run against. */
export interface Subject {
  readonly name: ProviderName;
  readonly provider: Provider;
  readonly spec: ClusterSpec;
  /** Why the provider is not available here; empty if it is. */
  readonly missing: string;
}

const name = inject('provider');

const spec = {
  name: null,
  from: '1.33.13',
  to: '1.34.4',
  controlPlanes: 1,
  pools: [{ name: 'workers', nodes: 2 }],
  images: [],
  nodeImages: {},
  commands: {},
  cpus: null,
  production: null,
  clone: null,
} as const;

/**
 * Every provider of the table of traits that makes a cluster of this machine's own: the same cases run on each. One that
 * makes machines in a cloud clones a cluster that must be there first: test/e2e holds its whole flow.
 */
export const subjects: readonly Subject[] = await Promise.all(
  providerNames
    .filter((name) => !getTraits(name).createsCloudResources)
    .map(async (name) => ({
      name,
      provider: providers[name],
      spec: { ...spec, provider: name },
      missing: await missingFor(providers[name]),
    })),
);

async function missingFor(provider: Provider): Promise<string> {
  const checks = await provider.check(createCommands(), null, AbortSignal.timeout(60_000));
  return checks
    .filter(isMissing)
    .map(({ name, found }) => `${name} (${found})`)
    .join(', ');
}
