import { z } from 'zod';
import type { Key } from '../client/client.ts';
import { answer, type Call, requiredBody, storageFor } from './call.ts';
import { type AskedDeletion, askedDeletion, deleteOptionsSchema } from './delete-options.ts';
import { evict } from './eviction.ts';
import { badRequest } from './failures.ts';
import { readAs } from './read-as.ts';
import { checkPreconditions } from './store/storage.ts';

/** Body of a POST to the eviction subresource. */
export interface EvictionRequest {
  readonly name: string | null;
  readonly options: AskedDeletion;
  readonly dryRun: readonly string[];
}

const schema = z.strictObject({
  apiVersion: z.literal('policy/v1').optional(),
  kind: z.literal('Eviction').optional(),
  metadata: z.looseObject({ name: z.string().nullish(), namespace: z.string().nullish() }).nullish(),
  deleteOptions: deleteOptionsSchema.nullish(),
});

/** @throws StatusError 400 */
export function evictionRequest(sent: unknown): EvictionRequest {
  const { metadata, deleteOptions } = readAs('Eviction', 'policy/v1', schema, sent);
  return {
    name: metadata?.name ?? null,
    options: askedDeletion(deleteOptions ?? {}),
    dryRun: deleteOptions?.dryRun ?? [],
  };
}

/** POST of an Eviction to `pods/NAME/eviction`. */
export async function evictPod(call: Call, key: Key): Promise<void> {
  const { name, options, dryRun } = evictionRequest(await requiredBody(call));
  if (name !== null && name !== key.name)
    throw badRequest(`name in URL does not match name in Eviction object: ${key.name} != ${name}`);
  for (const value of dryRun) call.query.append('dryRun', value);
  const storage = storageFor(call);
  // Read at this moment, because the eviction itself changes the pod and its budget.
  checkPreconditions(call.parts.resources.Pod.names, storage.get('Pod', key).metadata, options);
  const { resourceVersion: _, ...rest } = options;
  evict(storage, key, rest, Date.now());
  answer(call, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}
