import type { Kind } from './objects.ts';

/** Names and paths of a kind. */
export interface KindNames {
  /** Empty: the group of `v1`. */
  readonly group: string;
  readonly version: 'v1';
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly ('status' | 'scale' | 'eviction' | 'binding' | 'log')[];
}

const kind = (
  group: string,
  plural: string,
  shortNames: readonly string[],
  subresources: KindNames['subresources'] = [],
  namespaced = true,
): KindNames => ({
  group,
  version: 'v1',
  plural,
  singular: plural.replace(/s$/, ''),
  shortNames,
  namespaced,
  subresources,
});

/** Every kind that the embedded cluster has; any other answers 404. */
export const kinds: Readonly<Record<Kind, KindNames>> = {
  Namespace: kind('', 'namespaces', ['ns'], ['status'], false),
  Node: kind('', 'nodes', ['no'], ['status'], false),
  Pod: kind('', 'pods', ['po'], ['status', 'eviction', 'binding', 'log']),
  Service: kind('', 'services', ['svc'], ['status']),
  Event: kind('', 'events', ['ev']),
  ConfigMap: kind('', 'configmaps', ['cm']),
  Secret: kind('', 'secrets', []),
  Deployment: kind('apps', 'deployments', ['deploy'], ['status', 'scale']),
  ReplicaSet: kind('apps', 'replicasets', ['rs'], ['status', 'scale']),
  DaemonSet: kind('apps', 'daemonsets', ['ds'], ['status']),
  PodDisruptionBudget: kind('policy', 'poddisruptionbudgets', ['pdb'], ['status']),
  EndpointSlice: kind('discovery.k8s.io', 'endpointslices', []),
  Lease: kind('coordination.k8s.io', 'leases', []),
};

/** `v1`, `apps/v1`. */
export const formatApiVersion = ({ group, version }: KindNames): string =>
  group === '' ? version : `${group}/${version}`;

/** `/api/v1/namespaces/default/pods/web-1`, `/apis/apps/v1/deployments` (all namespaces), … */
export function formatPath(
  of: Kind,
  at: { readonly namespace?: string; readonly name?: string } = {},
): string {
  const names = kinds[of];
  const root = names.group === '' ? '/api/v1' : `/apis/${names.group}/${names.version}`;
  const inNamespace =
    names.namespaced && at.namespace ? `/namespaces/${encodeURIComponent(at.namespace)}` : '';
  const named = at.name === undefined ? '' : `/${encodeURIComponent(at.name)}`;
  return `${root}${inNamespace}/${names.plural}${named}`;
}
