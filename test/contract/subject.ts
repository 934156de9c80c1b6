import { inject } from 'vitest';
import type { Provider } from '../../harness/clusters/cluster.ts';
import { providers } from '../../harness/clusters/providers.ts';
import { createCommands } from '../../harness/command/commands.ts';
import { isMissing } from '../../harness/preflight/preflight.ts';
import type { ProviderName } from '../../harness/scenario/providers/table.ts';
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

/** The provider that this project of vitest runs the cases on: there is a project for each of the table of traits. */
export const subject: Subject = {
  name,
  provider: providers[name],
  spec: { ...spec, provider: name },
  missing: await missingFor(providers[name]),
};

async function missingFor(provider: Provider): Promise<string> {
  const checks = await provider.check(createCommands(), null, AbortSignal.timeout(60_000));
  return checks
    .filter(isMissing)
    .map(({ name, found }) => `${name} (${found})`)
    .join(', ');
}
