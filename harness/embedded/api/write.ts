import type { Key } from '../client/client.ts';
import { kinds } from '../kinds.ts';
import type { Kind, Kinds } from '../objects.ts';
import { answer, type Call, requiredBody, storageFor } from './call.ts';
import { badRequest } from './failures.ts';
import { invalid } from './kinds/invalid.ts';
import { isObject } from './patch/merge-patch.ts';
import { representationFor } from './representation.ts';
import type { Storage } from './resource.ts';
import type { Target } from './route.ts';

/** Kinds that the real server does not update without a resourceVersion. */
const versioned: ReadonlySet<Kind> = new Set(['Lease', 'PodDisruptionBudget']);

/** POST to a collection. */
export async function createObject<K extends Kind>(call: Call, kind: K, target: Target): Promise<void> {
  const { resources, range } = call.parts;
  const resource = resources[kind];
  const write = representationFor(call, kind);
  const sent = inPlace(await requiredBody(call), target);
  if (sent.metadata?.resourceVersion)
    throw badRequest('resourceVersion should not be set on objects to be created');
  const storage = storageFor(call);
  const admitted = resource.admit(sent);
  const created = storage.create(kind, resource.beforeCreate(admitted, { storage, range }));
  answer(call, 201, write.object(created));
}

/** PUT: replaces the whole object except its status. */
export async function replaceObject<K extends Kind>(
  call: Call,
  kind: K,
  target: Target & Key,
): Promise<void> {
  const resource = call.parts.resources[kind];
  const write = representationFor(call, kind);
  const sent = inPlace(await requiredBody(call), target);
  const admitted = resource.admit(sent);
  requireVersion(kind, admitted);
  answer(call, 200, write.object(changeObject(call, storageFor(call), kind, target, () => admitted)));
}

/** Applies `change` to the newest version and stores it as an update of the main resource. */
export function changeObject<K extends Kind>(
  { parts }: Call,
  storage: Storage,
  kind: K,
  key: Key,
  change: (current: Kinds[K]) => Kinds[K],
): Kinds[K] {
  const { resources, range } = parts;
  return storage.update(kind, key, (current) =>
    resources[kind].update(current, change(current), { storage, range }),
  );
}

interface SentObject extends Record<string, unknown> {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
  };
}

/**
 * Sets an object's namespace and name from its path.
 * @throws StatusError 400 if the object has different ones
 */
export function inPlace(sent: Record<string, unknown>, { kind, namespace, name }: Target): SentObject {
  const given = sent.metadata ?? {};
  if (!isObject(given)) throw badRequest('metadata: must be an object');
  const metadata: NonNullable<SentObject['metadata']> = given;
  if (namespace !== undefined && metadata.namespace && metadata.namespace !== namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  if (name !== undefined && metadata.name && metadata.name !== name)
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  // As in the real server, a namespace in an object of a cluster-scoped kind is dropped: charts set theirs on
  // every object.
  const { namespace: _, ...unplaced } = metadata;
  return {
    ...sent,
    metadata: {
      ...(kinds[kind].namespaced ? metadata : unplaced),
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
    },
  };
}

function requireVersion<K extends Kind>(kind: K, { metadata }: Kinds[K]): void {
  if (metadata.resourceVersion || !versioned.has(kind)) return;
  throw invalid(kind, metadata.name, [
    {
      reason: 'Invalid',
      path: ['metadata', 'resourceVersion'],
      value: 0,
      message: 'must be specified for an update',
    },
  ]);
}
