import type { ManifestObject, PlacedObject } from '../../scenario/manifests.ts';

/**
 * Objects that admission requires are created first: namespace, kind, service account, priority class. A
 * webhook is created after the objects that it would refuse while its own pods are not ready. Helm's order is
 * similar (`pkg/release/util/kind_sorter.go`). Other objects find each other in any order.
 */
const stages: readonly (readonly string[])[] = [
  ['Namespace'],
  ['CustomResourceDefinition'],
  ['PriorityClass', 'RuntimeClass', 'StorageClass', 'IngressClass', 'ResourceQuota', 'LimitRange'],
  ['ServiceAccount', 'ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding', 'NetworkPolicy'],
  ['Secret', 'ConfigMap', 'PersistentVolume', 'PersistentVolumeClaim', 'PodDisruptionBudget', 'Service'],
];
const webhooks: readonly string[] = [
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
];

/** Objects of the same stage stay in the order of the manifests. */
export function sortByCreation(objects: readonly PlacedObject[]): readonly PlacedObject[] {
  return objects.toSorted((a, b) => getStage(a.object) - getStage(b.object));
}

function getStage({ kind }: ManifestObject): number {
  if (webhooks.includes(kind)) return stages.length + 1;
  const found = stages.findIndex((stage) => stage.includes(kind));
  return found < 0 ? stages.length : found;
}
