import { selects } from '../../scenario/manifests/label-selectors.ts';
import type { ApiClient } from '../client/client.ts';
import type { Kind, Kinds } from '../objects.ts';
import { unlessGone } from './failures.ts';
import { controllerReference, findController } from './owners.ts';

type OwnerKind = 'ReplicaSet' | 'Deployment' | 'DaemonSet';

/**
 * Determines which objects an owner controls. An object without a controller that matches the selector is adopted; a
 * controlled one that no longer matches is released. As in Kubernetes' `ControllerRefManager`, an owner that is being
 * deleted does neither, and before the first adoption the API is asked whether the owner still exists.
 */
export async function claim<O extends OwnerKind, K extends Kind>(
  api: ApiClient,
  owner: { readonly kind: O; readonly object: Kinds[O] },
  kind: K,
  candidates: readonly Kinds[K][],
): Promise<Kinds[K][]> {
  const { metadata, spec } = owner.object;
  const mayChange = metadata.deletionTimestamp === undefined;
  const claimed: Kinds[K][] = [];
  let asked: Promise<boolean> | null = null;
  const isOwnerThere = () => (asked ??= isThere(api, owner));

  for (const one of candidates) {
    if (one.metadata.namespace !== metadata.namespace) continue;
    const matches = selects(spec?.selector, one.metadata.labels ?? {});
    const controller = findController(one);
    if (controller !== undefined) {
      if (controller.uid !== metadata.uid) continue;
      if (matches) claimed.push(one);
      else if (mayChange) await release(api, kind, one, metadata.uid);
    } else if (
      matches &&
      mayChange &&
      one.metadata.deletionTimestamp === undefined &&
      (await isOwnerThere())
    ) {
      const adopted = await adopt(api, owner, kind, one);
      if (adopted !== null) claimed.push(adopted);
    }
  }
  return claimed;
}

async function isThere<O extends OwnerKind>(
  api: ApiClient,
  { kind, object }: { readonly kind: O; readonly object: Kinds[O] },
): Promise<boolean> {
  const fresh = await api.get(kind, object.metadata).catch(unlessGone);
  return fresh?.metadata.uid === object.metadata.uid && fresh.metadata.deletionTimestamp === undefined;
}

async function adopt<O extends OwnerKind, K extends Kind>(
  api: ApiClient,
  owner: { readonly kind: O; readonly object: Kinds[O] },
  kind: K,
  orphan: Kinds[K],
): Promise<Kinds[K] | null> {
  const { uid, resourceVersion, ownerReferences = [] } = orphan.metadata;
  const references = [...ownerReferences, controllerReference(owner.kind, owner.object)];
  // The patch replaces the whole list, so it must apply to the version that was read.
  const metadata = { uid, resourceVersion, ownerReferences: references };
  return (await api.patch(kind, orphan.metadata, { metadata }).catch(unlessGone)) ?? null;
}

async function release<K extends Kind>(
  api: ApiClient,
  kind: K,
  one: Kinds[K],
  ownerUid: string,
): Promise<void> {
  const { uid, resourceVersion, ownerReferences = [] } = one.metadata;
  const references = ownerReferences.filter((reference) => reference.uid !== ownerUid);
  const metadata = { uid, resourceVersion, ownerReferences: references };
  await api.patch(kind, one.metadata, { metadata }).catch(unlessGone);
}
