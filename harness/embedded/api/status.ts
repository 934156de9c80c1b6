import type { Key } from '../client/client.ts';
import type { Kind, Kinds } from '../objects.ts';
import { answer, type Call, requiredBody, storageFor } from './call.ts';
import { representationFor } from './representation.ts';
import type { Storage } from './resource.ts';
import type { Target } from './route.ts';
import { inPlace } from './write.ts';

/** PUT of an object's status: of the rest only labels, annotations and finalizers are accepted. */
export async function replaceStatus<K extends Kind>(
  call: Call,
  kind: K,
  target: Target & Key,
): Promise<void> {
  const resource = call.parts.resources[kind];
  const write = representationFor(call, kind);
  const sent = resource.admit(inPlace(await requiredBody(call), target));
  answer(call, 200, write.object(changeStatus(storageFor(call), kind, target, () => sent)));
}

/** Applies `change` to the newest version and stores the resulting status. */
export function changeStatus<K extends Kind>(
  storage: Storage,
  kind: K,
  key: Key,
  change: (current: Kinds[K]) => Kinds[K],
): Kinds[K] {
  return storage.update(kind, key, (current) => {
    const { metadata, ...rest } = change(current);
    const { ownerReferences, ...sent } = metadata;
    const own = current.metadata.ownerReferences;
    return {
      ...current,
      metadata: { ...sent, ...(own ? { ownerReferences: own } : {}) },
      ...('status' in rest ? { status: rest.status } : {}),
    };
  });
}
