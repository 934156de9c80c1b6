import { RehearsalError } from '../../errors.ts';
import type { CloneSpec, ClusterSpec, ProductionSource } from '../../scenario/scenario.ts';
import { normalizeStore, type Scope } from './scope.ts';

/** Where a scenario's clone is made from, and how. @throws RehearsalError of a scenario that was not checked */
export function requireProduction({ production, clone }: Pick<ClusterSpec, 'production' | 'clone'>): {
  readonly production: ProductionSource;
  readonly clone: CloneSpec;
} {
  if (production === null || clone === null)
    throw new RehearsalError('harness-failed', 'a scenario for kops names no production cluster');
  return { production, clone };
}

/** What the commands of a run may change. */
export function createScope(cluster: Pick<ClusterSpec, 'production' | 'clone'>, name: string): Scope {
  const { production } = requireProduction(cluster);
  return { stateStore: normalizeStore(production.stateStore), production: production.cluster, clone: name };
}
