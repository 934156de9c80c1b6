import { z } from 'zod';
import type { DeleteOptions } from '../client/client.ts';

/** Options of a delete in the form that the storage takes. */
export type AskedDeletion = DeleteOptions & { readonly resourceVersion?: string };

const policies = ['Background', 'Foreground', 'Orphan'] as const;
const int32 = z.int().min(-2_147_483_648).max(2_147_483_647);

/** `DeleteOptions` of meta.k8s.io/v1, sent alone or within an Eviction. */
export const deleteOptionsSchema = z.strictObject({
  apiVersion: z.string().nullish(),
  kind: z.literal('DeleteOptions').nullish(),
  gracePeriodSeconds: int32.nullish(),
  propagationPolicy: z.enum(policies).nullish(),
  /** The deprecated field that propagation policies replaced. */
  orphanDependents: z.boolean().nullish(),
  preconditions: z
    .strictObject({ uid: z.string().nullish(), resourceVersion: z.string().nullish() })
    .nullish(),
  dryRun: z.array(z.string()).nullish(),
});

export type SentDeleteOptions = z.output<typeof deleteOptionsSchema>;

export function askedDeletion(sent: SentDeleteOptions): AskedDeletion {
  const { gracePeriodSeconds, propagationPolicy, orphanDependents, preconditions } = sent;
  const { uid, resourceVersion } = preconditions ?? {};
  const older = { true: 'Orphan', false: 'Background' } as const;
  const policy = propagationPolicy ?? (typeof orphanDependents === 'boolean' && older[`${orphanDependents}`]);
  return {
    ...(typeof gracePeriodSeconds === 'number' ? { gracePeriodSeconds } : {}),
    ...(policy ? { propagationPolicy: policy } : {}),
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
}
