import { z } from 'zod';
import type { DeleteOptions } from '../client/client.ts';
import { StatusError } from './status-error.ts';

/** What a POST to the eviction subresource asks for. */
export interface EvictionRequest {
  readonly name: string | null;
  readonly options: DeleteOptions & { readonly resourceVersion?: string };
  readonly dryRun: readonly string[];
}

const schema = z.strictObject({
  apiVersion: z.literal('policy/v1').optional(),
  kind: z.literal('Eviction').optional(),
  metadata: z.looseObject({ name: z.string().nullish(), namespace: z.string().nullish() }).nullish(),
  deleteOptions: z
    .strictObject({
      apiVersion: z.string().nullish(),
      kind: z.string().nullish(),
      gracePeriodSeconds: z.int().min(0).nullish(),
      propagationPolicy: z.enum(['Background', 'Foreground', 'Orphan']).nullish(),
      preconditions: z
        .strictObject({ uid: z.string().nullish(), resourceVersion: z.string().nullish() })
        .nullish(),
      dryRun: z.array(z.string()).nullish(),
    })
    .nullish(),
});

/** @throws StatusError 400 */
export function evictionRequest(sent: unknown): EvictionRequest {
  const read = schema.safeParse(sent);
  if (!read.success)
    throw new StatusError(
      400,
      'BadRequest',
      `Eviction in version "v1" cannot be handled as a Eviction: ${z.prettifyError(read.error).replaceAll('\n', ' ')}`,
    );
  const { metadata, deleteOptions } = read.data;
  const { gracePeriodSeconds, propagationPolicy, preconditions, dryRun } = deleteOptions ?? {};
  const { uid, resourceVersion } = preconditions ?? {};
  return {
    name: metadata?.name ?? null,
    options: {
      ...(typeof gracePeriodSeconds === 'number' ? { gracePeriodSeconds } : {}),
      ...(propagationPolicy ? { propagationPolicy } : {}),
      ...(uid ? { uid } : {}),
      ...(resourceVersion ? { resourceVersion } : {}),
    },
    dryRun: dryRun ?? [],
  };
}
