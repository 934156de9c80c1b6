import { z } from 'zod';
import { type AskedDeletion, askedDeletion, deleteOptionsSchema } from './delete-options.ts';
import { readAs } from './read-as.ts';

/** What a POST to the eviction subresource asks for. */
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
