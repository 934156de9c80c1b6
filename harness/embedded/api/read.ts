import type { Selection } from '../client/client.ts';
import type { Kind } from '../objects.ts';
import { answer, type Call, storageFor } from './call.ts';
import { badRequest, expired } from './failures.ts';
import { representationFor } from './representation.ts';
import type { Target } from './route.ts';
import { StatusError } from './status-error.ts';

/** GET of one object. */
export function getObject<K extends Kind>(
  call: Call,
  kind: K,
  key: { namespace?: string; name: string },
): void {
  const write = representationFor(call, kind);
  answer(call, 200, write.object(storageFor(call).get(kind, key)));
}

/**
 * GET of a collection. It always returns the newest state, which every resourceVersion but an exact one
 * allows. `limit` is ignored: the API lets a server return everything, so there is never a `continue`.
 */
export function listObjects<K extends Kind>(call: Call, kind: K, target: Target): void {
  const write = representationFor(call, kind);
  checkVersion(call);
  const { items, resourceVersion } = storageFor(call).list(kind, readSelection(call, target));
  answer(call, 200, write.list(items, resourceVersion));
}

export function readSelection({ query }: Call, { namespace, name }: Target): Selection {
  const labelSelector = query.get('labelSelector');
  const fieldSelector = [query.get('fieldSelector'), name === undefined ? null : `metadata.name=${name}`]
    .filter(Boolean)
    .join(',');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
  };
}

function checkVersion({ query, parts }: Call): void {
  if (query.get('continue')) throw badRequest('continue key is not valid: this server never gives one');
  const match = query.get('resourceVersionMatch');
  const asked = readNumber(query, 'resourceVersion');
  const newest = parts.store.version();
  if (match !== null && !['', 'Exact', 'NotOlderThan'].includes(match))
    throw badRequest(`resourceVersionMatch: Unsupported value: "${match}"`);
  if (match && asked === null)
    throw badRequest('resourceVersionMatch is forbidden unless resourceVersion is provided');
  if (asked !== null && asked > newest)
    throw new StatusError(504, 'Timeout', `Too large resource version: ${asked}, current: ${newest}`, {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    });
  // Older versions are not stored, as if etcd compacted after every write.
  if (match === 'Exact' && asked !== newest)
    throw expired('The resourceVersion for the provided list is too old.');
}

/** @throws StatusError 400 if it is not a number */
export function readNumber(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '') return null;
  if (!/^\d+$/.test(text)) throw badRequest(`${name}: Invalid value: "${text}": must be a number`);
  return Number(text);
}

/** Boolean values in the spelling of Go's clients. */
export const isTrue = (text: string | null): boolean => text === 'true' || text === '1';
