import type { Key } from '../client/client.ts';
import { answer, type Call, requiredBody, storageFor } from './call.ts';
import { evict } from './eviction.ts';
import { evictionRequest } from './eviction-request.ts';
import { badRequest } from './failures.ts';
import { checkPreconditions } from './storage.ts';

/** POST of an Eviction to `pods/NAME/eviction`. */
export async function evictPod(call: Call, key: Key): Promise<void> {
  const { name, options, dryRun } = evictionRequest(await requiredBody(call));
  if (name !== null && name !== key.name)
    throw badRequest(`name in URL does not match name in Eviction object: ${key.name} != ${name}`);
  for (const value of dryRun) call.query.append('dryRun', value);
  const storage = storageFor(call);
  // Now, as the eviction itself changes the pod, and its budget.
  checkPreconditions(call.parts.resources.Pod.names, storage.get('Pod', key).metadata, options);
  const { resourceVersion: _, ...rest } = options;
  evict(storage, key, rest, Date.now());
  answer(call, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}
