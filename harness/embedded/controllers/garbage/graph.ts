import { type Key, keyText, parseKey } from '../../client/client.ts';
import { formatApiVersion, kinds } from '../../kinds.ts';
import type { AnyObject, Kind } from '../../objects.ts';
import type { OwnerReference } from '../owners.ts';

export const allKinds = Object.keys(kinds) as Kind[];

/** An object as a work queue's key: `Pod default/web-1`. */
export const formatItem = (kind: Kind, key: Key): string => `${kind} ${keyText(key)}`;

export function parseItem(item: string): { readonly kind: Kind; readonly key: Key } {
  const space = item.indexOf(' ');
  return { kind: item.slice(0, space) as Kind, key: parseKey(item.slice(space + 1)) };
}

/** The graph of owners and dependents, by uid. */
export interface Graph {
  /** Updates the graph for a change of an object. */
  seen(kind: Kind, object: AnyObject | null, before: AnyObject | null): void;
  /** Objects that have an owner reference to that uid. */
  listDependents(uid: string): readonly string[];
}

export function ownership(): Graph {
  const dependents = new Map<string, Set<string>>();
  return {
    seen(kind, object, before) {
      for (const { uid } of before?.metadata.ownerReferences ?? []) {
        const known = dependents.get(uid);
        if (before !== null) known?.delete(formatItem(kind, before.metadata));
        if (known?.size === 0) dependents.delete(uid);
      }
      for (const { uid } of object?.metadata.ownerReferences ?? []) {
        const known = dependents.get(uid) ?? new Set<string>();
        if (object !== null) dependents.set(uid, known.add(formatItem(kind, object.metadata)));
      }
    },
    listDependents: (uid) => [...(dependents.get(uid) ?? [])],
  };
}

/**
 * Where to find an owner; null for a kind that the cluster does not have, including a kind of the same name
 * in another group. The state of such an owner is unknown.
 */
export function ownerKey(
  { apiVersion, kind, name }: OwnerReference,
  dependent: AnyObject,
): { readonly kind: Kind; readonly key: Key } | null {
  const known = allKinds.find((candidate) => candidate === kind);
  if (known === undefined || apiVersion !== formatApiVersion(kinds[known])) return null;
  if (!kinds[known].namespaced) return { kind: known, key: { name } };
  const { namespace } = dependent.metadata;
  return namespace === undefined ? null : { kind: known, key: { namespace, name } };
}

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

export const isDeletedWith = ({ metadata }: AnyObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer);
