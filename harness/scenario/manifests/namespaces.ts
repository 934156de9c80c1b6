import type { ManifestObject } from './placed-object.ts';

/** Namespaces that every cluster has from the start. */
const ownNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export function isOwnNamespace(name: string): boolean {
  return ownNamespaces.includes(name);
}

/**
 * The namespaces that objects are in without being defined, in order of their first use: for example in the
 * output of `helm template --namespace shop`, for which the installer creates the namespace.
 */
export function missingNamespaces(objects: readonly ManifestObject[]): readonly string[] {
  const there = objects
    .filter((object) => object.kind === 'Namespace')
    .map((object) => object.metadata.name)
    .concat(ownNamespaces);
  const needed = objects.flatMap(({ metadata }) => metadata.namespace || []);
  return [...new Set(needed)].filter((name) => !there.includes(name));
}
