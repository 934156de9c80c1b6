import type { Key } from '../client/client.ts';
import { answer, type Call, requiredBody, storageFor } from './call.ts';
import { representationFor } from './representation.ts';
import type { Target } from './route.ts';
import { inPlace } from './write.ts';

/** PUT of a namespace's `finalize`: replaces `spec.finalizers` and nothing else. */
export async function finalizeNamespace(call: Call, target: Target & Key): Promise<void> {
  const resource = call.parts.resources.Namespace;
  const write = representationFor(call, 'Namespace');
  const { metadata, spec = {} } = resource.admit(inPlace(await requiredBody(call), target));
  const { uid, resourceVersion } = metadata;
  const finalized = storageFor(call).update('Namespace', target, (current) => ({
    ...current,
    metadata: { ...current.metadata, ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) },
    spec,
  }));
  answer(call, 200, write.object(finalized));
}
