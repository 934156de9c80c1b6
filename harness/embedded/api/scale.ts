import { z } from 'zod';
import type { Key } from '../client/client.ts';
import type { Deployment, ReplicaSet } from '../objects.ts';
import { answer, type Call, requiredBody, storageFor } from './call.ts';
import { badRequest } from './failures.ts';
import { readPatch } from './patch/patch.ts';
import { readAs } from './read-as.ts';
import type { Target } from './route.ts';
import { changeObject } from './write.ts';

/** Kinds with a `scale` subresource. */
export type Scalable = 'Deployment' | 'ReplicaSet';

const text = z.string().nullish();
const scaleSchema = z.strictObject({
  apiVersion: z.literal('autoscaling/v1').optional(),
  kind: z.literal('Scale').optional(),
  // No other metadata of a Scale ever changes.
  metadata: z.looseObject({ name: text, resourceVersion: text, uid: text }).nullish(),
  spec: z.strictObject({ replicas: z.int().min(0).max(2_147_483_647).nullish() }).nullish(),
  status: z.unknown(),
});

export function getScale(call: Call, kind: Scalable, key: Key): void {
  answer(call, 200, createScale(storageFor(call).get(kind, key)));
}

export async function replaceScale(call: Call, kind: Scalable, target: Target & Key): Promise<void> {
  const sent = await requiredBody(call);
  change(call, kind, target, () => sent);
}

export async function patchScale(call: Call, kind: Scalable, target: Target & Key): Promise<void> {
  change(call, kind, target, await readPatch(call, {}));
}

/** Applies `make` to the current Scale and stores the resulting replicas. */
function change(
  call: Call,
  kind: Scalable,
  key: Key,
  make: (scale: object) => Record<string, unknown>,
): void {
  const changed = changeObject(call, storageFor(call), kind, key, (current) => {
    const { spec, metadata } = readAs('Scale', 'autoscaling/v1', scaleSchema, make(createScale(current)));
    const { name, resourceVersion, uid } = metadata ?? {};
    if (name && name !== key.name)
      throw badRequest(`the name of the object (${name}) does not match the name on the URL (${key.name})`);
    const replicas = spec?.replicas ?? 0;
    const seen = { ...(resourceVersion ? { resourceVersion } : {}), ...(uid ? { uid } : {}) };
    return {
      ...current,
      metadata: { ...current.metadata, ...seen },
      spec: { ...current.spec, replicas },
    } as typeof current;
  });
  answer(call, 200, createScale(changed));
}

/** A Scale of autoscaling/v1. */
function createScale({ metadata, spec, status }: Deployment | ReplicaSet): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec?.replicas ?? 0 },
    status: { replicas: status?.replicas ?? 0, selector: selectorText(spec?.selector) },
  };
}

type Selector = NonNullable<Deployment['spec']>['selector'];

/** `app=web,tier in (a,b)` */
function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector = {}): string {
  const labels = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    return operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator.toLowerCase()} (${values.join(',')})`;
  });
  return [...labels, ...expressions].join(',');
}
