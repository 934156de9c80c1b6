import type { Key } from '../client/client.ts';
import type { Deployment, Meta, ReplicaSet } from '../objects.ts';
import { answer, type Call, requiredBody, storageFor } from './call.ts';
import { badRequest } from './failures.ts';
import { isObject } from './merge-patch.ts';
import { readPatch } from './patch.ts';
import type { Target } from './route.ts';
import { changeObject } from './write.ts';

/** Kinds with a `scale` subresource. */
export type Scalable = 'Deployment' | 'ReplicaSet';

export function getScale(call: Call, kind: Scalable, key: Key): void {
  answer(call, 200, scaleOf(storageFor(call).get(kind, key)));
}

export async function replaceScale(call: Call, kind: Scalable, target: Target & Key): Promise<void> {
  const sent = await requiredBody(call);
  change(call, kind, target, () => sent);
}

export async function patchScale(call: Call, kind: Scalable, target: Target & Key): Promise<void> {
  change(call, kind, target, await readPatch(call, {}));
}

/** Stores the replicas of the Scale that `make` makes of the present one. */
function change(
  call: Call,
  kind: Scalable,
  key: Key,
  make: (scale: object) => Record<string, unknown>,
): void {
  const changed = changeObject(call, storageFor(call), kind, key, (current) => {
    const { spec, metadata } = make(scaleOf(current));
    const replicas = isObject(spec) ? (spec.replicas ?? 0) : 0;
    if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0)
      throw badRequest(
        `spec.replicas: Invalid value: ${JSON.stringify(replicas)}: must be an integer of 0 or more`,
      );
    const { resourceVersion, uid } = (metadata ?? {}) as Partial<Meta>;
    const seen = { ...(resourceVersion ? { resourceVersion } : {}), ...(uid ? { uid } : {}) };
    return {
      ...current,
      metadata: { ...current.metadata, ...seen },
      spec: { ...current.spec, replicas },
    } as typeof current;
  });
  answer(call, 200, scaleOf(changed));
}

/** As autoscaling/v1. */
function scaleOf({ metadata, spec, status }: Deployment | ReplicaSet): object {
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
