import { formatApiVersion, kinds } from '../kinds.ts';
import type { AnyObject, Kind, Kinds } from '../objects.ts';

export type OwnerReference = NonNullable<AnyObject['metadata']['ownerReferences']>[number];

/** The one owner that manages the object. */
export const findController = ({ metadata }: AnyObject): OwnerReference | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller === true);

/** How a controller signs what it makes. */
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
