import { isDeepStrictEqual } from 'node:util';
import { ApiFailure } from '../client/client.ts';
import type { AnyObject, Kind } from '../objects.ts';
import {
  type ControllerOptions,
  type ControllerParts,
  type ObservedKind,
  runController,
} from './controller.ts';
import { unlessGone } from './failures.ts';
import {
  allKinds,
  foregroundFinalizer,
  formatItem,
  type Graph,
  isDeletedWith,
  orphanFinalizer,
  ownerKey,
  ownership,
  parseItem,
} from './garbage/graph.ts';
import type { OwnerReference } from './owners.ts';

type Copies = ReadonlyMap<Kind, ObservedKind<Kind>>;

/**
 * Deletes objects whose owners are gone, and carries out an owner's deletion policy: delete dependents first,
 * or orphan them. https://kubernetes.io/docs/concepts/architecture/garbage-collection/
 */
export function runGarbageController(options: ControllerOptions): AsyncDisposable {
  return runController(options, {
    name: 'garbage-collector',
    workers: 8,
    setUp(parts) {
      const graph = ownership();
      const copies: Copies = new Map(
        allKinds.map((kind) => [kind, parts.observe(kind) as unknown as ObservedKind<Kind>]),
      );
      const collect = collector(parts, graph, copies);
      for (const [kind, copy] of copies)
        copy.onChange((object, before) => {
          if (object !== null && before !== null && !isOwnedDifferently(object, before)) return;
          graph.seen(kind, object, before);
          if (object !== null && concerns(object)) parts.enqueue(formatItem(kind, object.metadata));
          if (before === null) return;
          if (object === null)
            for (const item of graph.listDependents(before.metadata.uid)) parts.enqueue(item);
          enqueueOwners(parts, before);
        });
      return collect;
    },
  });
}

const concerns = ({ metadata }: AnyObject) =>
  (metadata.ownerReferences ?? []).length > 0 ||
  (metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).length > 0);

/** The changes of an object that matter to garbage collection. */
function isOwnedDifferently(object: AnyObject, before: AnyObject): boolean {
  const relevant = ({ metadata }: AnyObject) => [
    metadata.uid,
    metadata.ownerReferences,
    metadata.finalizers,
    metadata.deletionTimestamp,
  ];
  return !isDeepStrictEqual(relevant(object), relevant(before));
}

/** Owners that wait for their dependents are checked again when one is gone or orphaned. */
function enqueueOwners({ enqueue }: ControllerParts, dependent: AnyObject): void {
  for (const reference of dependent.metadata.ownerReferences ?? []) {
    const owner = ownerKey(reference, dependent);
    if (owner !== null) enqueue(formatItem(owner.kind, owner.key));
  }
}

/** The state of an object's owners. */
interface Owners {
  readonly solid: readonly OwnerReference[];
  readonly gone: readonly OwnerReference[];
  /** Owners that are being deleted in the foreground and wait for their dependents. */
  readonly waiting: readonly OwnerReference[];
}

function collector({ api, enqueue }: ControllerParts, graph: Graph, copies: Copies) {
  const findDependents = (uid: string) =>
    graph.listDependents(uid).flatMap((item) => {
      const { kind, key } = parseItem(item);
      const object = copies.get(kind)?.get(key);
      return object === undefined ? [] : [{ item, kind, object }];
    });

  const withoutFinalizer = async (kind: Kind, { metadata }: AnyObject, finalizer: string) => {
    const { uid, resourceVersion } = metadata;
    const finalizers = (metadata.finalizers ?? []).filter((name) => name !== finalizer);
    await api.patch(kind, metadata, { metadata: { uid, resourceVersion, finalizers } }).catch(unlessGone);
  };
  const withoutOwners = async (kind: Kind, { metadata }: AnyObject, uids: ReadonlySet<string>) => {
    const { uid, resourceVersion } = metadata;
    const ownerReferences = (metadata.ownerReferences ?? []).filter((owner) => !uids.has(owner.uid));
    await api
      .patch(kind, metadata, { metadata: { uid, resourceVersion, ownerReferences } })
      .catch(unlessGone);
  };

  /** The copy of another kind may lag behind, so only the API can confirm that an owner is gone. */
  const findState = async (reference: OwnerReference, dependent: AnyObject): Promise<keyof Owners> => {
    const place = ownerKey(reference, dependent);
    if (place === null) return 'solid';
    const known = copies.get(place.kind)?.get(place.key);
    const owner =
      known?.metadata.uid === reference.uid
        ? known
        : await api.get(place.kind, place.key).catch((error: unknown) => unlessGone(error));
    if (owner?.metadata.uid !== reference.uid) return 'gone';
    return isDeletedWith(owner, foregroundFinalizer) ? 'waiting' : 'solid';
  };
  const classifyOwners = async (object: AnyObject): Promise<Owners> => {
    const references = object.metadata.ownerReferences ?? [];
    const states = await Promise.all(references.map((reference) => findState(reference, object)));
    const those = (state: keyof Owners) => references.filter((_, index) => states[index] === state);
    return { solid: those('solid'), gone: those('gone'), waiting: those('waiting') };
  };

  /**
   * No owner keeps the object: it is deleted according to its own finalizers, or in the foreground if an
   * owner waits for it.
   */
  const remove = async (kind: Kind, object: AnyObject, isAwaited: boolean) => {
    const { metadata } = object;
    const finalizers = metadata.finalizers ?? [];
    const hasDependents = findDependents(metadata.uid).length > 0;
    const inForeground = (isAwaited && hasDependents) || finalizers.includes(foregroundFinalizer);
    const propagationPolicy = finalizers.includes(orphanFinalizer)
      ? 'Orphan'
      : inForeground
        ? 'Foreground'
        : 'Background';
    await api.delete(kind, metadata, { uid: metadata.uid, propagationPolicy }).catch(unlessGoneOrAnother);
  };

  return async (item: string): Promise<void> => {
    const { kind, key } = parseItem(item);
    const object = copies.get(kind)?.get(key);
    if (object === undefined) return;
    const { uid } = object.metadata;
    if (isDeletedWith(object, orphanFinalizer)) {
      for (const one of findDependents(uid)) await withoutOwners(one.kind, one.object, new Set([uid]));
      return await withoutFinalizer(kind, object, orphanFinalizer);
    }
    if (isDeletedWith(object, foregroundFinalizer)) {
      const blocking = findDependents(uid).filter(({ object: { metadata } }) =>
        metadata.ownerReferences?.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true),
      );
      for (const one of blocking) if (one.object.metadata.deletionTimestamp === undefined) enqueue(one.item);
      if (blocking.length === 0) await withoutFinalizer(kind, object, foregroundFinalizer);
      return;
    }
    if (object.metadata.deletionTimestamp !== undefined) return;
    if ((object.metadata.ownerReferences ?? []).length === 0) return;
    const { solid, gone, waiting } = await classifyOwners(object);
    if (solid.length === 0) return await remove(kind, object, waiting.length > 0);
    const lost = [...gone, ...waiting];
    if (lost.length > 0) await withoutOwners(kind, object, new Set(lost.map((owner) => owner.uid)));
  };
}

/** Another object with the same name; it is queued separately. */
function unlessGoneOrAnother(error: unknown): void {
  if (!(error instanceof ApiFailure && error.code === 409)) unlessGone(error);
}
