import type { ManifestObject, PlacedObject } from '../../scenario/manifests.ts';

/**
 * What admission asks of an object must be there before it: its namespace, its kind, its service account, its priority
 * class. A webhook must come after what it would refuse while its own pods are not ready. Helm installs in such an order,
 * too (`pkg/release/util/kind_sorter.go`). Everything else finds its parts by itself, whatever comes first.
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
