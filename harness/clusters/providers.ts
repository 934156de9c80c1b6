import type { ClusterSpec } from '../scenario/scenario.ts';
import type { Provider } from './cluster.ts';
import { embedded } from './embedded/provider.ts';
import { kind } from './kind/provider.ts';

/** Every kind of cluster, by the name that a scenario gives it. */
export const providers: Readonly<Record<ClusterSpec['provider'], Provider>> = { embedded, kind };

/** The provider that a scenario names. */
export const providerOf = (name: ClusterSpec['provider']): Provider => providers[name];
