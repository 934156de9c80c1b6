import { isOwnNamespace } from './namespaces.ts';
import { getNamespace, isMapping, type ManifestObject, type PlacedObject } from './placed-object.ts';
import type { RemainingObjects } from './remaining-objects.ts';

/**
 * Kinds whose controllers create their owned objects again; a custom one's controller may be missing from the
 * manifests.
 */
const ownersWithControllers = [
  ...['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController', 'CronJob', 'Job'],
  ...['Service', 'Node'],
];

/**
 * Leaves out what the cluster creates itself: pods of a ReplicaSet that is also in the manifests (`kubectl get all -o
 * yaml` prints both), and objects that every cluster or namespace has, which could not be created a second time.
 */
export function leaveOutMadeObjects(objects: readonly PlacedObject[]): RemainingObjects {
  const explainOmission = ({ object }: PlacedObject) => inEveryCluster(object) ?? findMaker(object, objects);
  const warnings = objects.flatMap((placed) => {
    const why = explainOmission(placed);
    if (why === null) return [];
    const { object, file, line, column } = placed;
    const message = `${object.kind} ${object.metadata.name} is left out: ${why}`;
    return [{ file, line, column, path: '', code: 'made-by-cluster', message }];
  });
  return { objects: objects.filter((placed) => explainOmission(placed) === null), warnings };
}

function inEveryCluster(object: ManifestObject): string | null {
  const { apiVersion, kind, metadata } = object;
  if (apiVersion !== 'v1') return null;
  const { name } = metadata;
  if (kind === 'Namespace' && isOwnNamespace(name)) return 'every cluster has that namespace';
  if (
    (kind === 'ConfigMap' && name === 'kube-root-ca.crt') ||
    (kind === 'ServiceAccount' && name === 'default')
  )
    return 'every namespace has one of its own';
  if (
    (kind === 'Service' || kind === 'Endpoints') &&
    name === 'kubernetes' &&
    getNamespace(object) === 'default'
  )
    return 'every cluster has its own';
  return null;
}

function findMaker(object: ManifestObject, objects: readonly PlacedObject[]): string | null {
  const { ownerReferences } = object.metadata as { readonly ownerReferences?: unknown };
  const owner = (Array.isArray(ownerReferences) ? ownerReferences : []).find(
    (owner) => isMapping(owner) && owner.controller === true,
  );
  if (!isMapping(owner) || !ownersWithControllers.includes(String(owner.kind))) return null;
  const { kind, name } = owner;
  const isThere = objects.some(
    ({ object: other }) =>
      other.kind === kind && other.metadata.name === name && getNamespace(other) === getNamespace(object),
  );
  if (kind === 'Node') return `the kubelet of Node ${name} made it`;
  return isThere ? `${kind} ${name} makes it again` : null;
}
