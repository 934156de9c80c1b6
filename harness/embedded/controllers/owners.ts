import { formatApiVersion, kinds } from '../kinds.ts';
import type { AnyObject, Kind, Kinds } from '../objects.ts';

export type OwnerReference = NonNullable<AnyObject['metadata']['ownerReferences']>[number];

/** The owner reference of the object's controller. */
export const findController = ({ metadata }: AnyObject): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true);

/** The owner reference that a controller sets on objects that it creates. */
export function controllerReference<K extends Kind>(kind: K, { metadata }: Kinds[K]): OwnerReference {
  return {
    apiVersion: formatApiVersion(kinds[kind]),
    kind,
    name: metadata.name,
    uid: metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}
