import type { ManifestObject } from './placed-object.ts';

/** What every cluster has from its first second on. */
const ownNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export function isOwnNamespace(name: string): boolean {
  return ownNamespaces.includes(name);
}

/**
 * The namespaces that objects are in and that none of the objects is, in the order in which they are first named: as in the
 * output of `helm template --namespace shop`, where the namespace is the installer's to make.
 */
export function missingNamespaces(objects: readonly ManifestObject[]): readonly string[] {
  const there = objects
    .filter((object) => object.kind === 'Namespace')
    .map((object) => object.metadata.name)
    .concat(ownNamespaces);
  const needed = objects.flatMap(({ metadata }) => metadata.namespace || []);
  return [...new Set(needed)].filter((name) => !there.includes(name));
}
