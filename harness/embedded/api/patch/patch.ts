import { applyPatch, type Operation } from 'rfc6902';
import type { Key } from '../../client/client.ts';
import type { Kind } from '../../objects.ts';
import {
  answer,
  type Call,
  parsed,
  readMediaType,
  storageFor,
  textBody,
  unsupportedMediaType,
} from '../call.ts';
import { badRequest } from '../failures.ts';
import { representationFor } from '../representation.ts';
import type { Target } from '../route.ts';
import { changeStatus } from '../status.ts';
import { StatusError } from '../status-error.ts';
import { changeObject, inPlace } from '../write.ts';
import { type Fields, mergeKeys } from './merge-keys.ts';
import { isObject, type Json, mergePatch } from './merge-patch.ts';
import { strategicMerge } from './strategic-merge.ts';

const json = 'application/json-patch+json';
const merge = 'application/merge-patch+json';
const strategic = 'application/strategic-merge-patch+json';
const accepted = [json, merge, strategic];
const serverSideApply = /^application\/apply-patch\+/;

/** The result of applying a patch to an object. */
export type Patch = (object: object) => Record<string, unknown>;

/**
 * PATCH of an object. The patch is applied to the newest version, so it conflicts only if it names a resourceVersion.
 */
export async function patchObject<K extends Kind>(call: Call, kind: K, target: Target & Key): Promise<void> {
  const resource = call.parts.resources[kind];
  const write = representationFor(call, kind);
  const patch = await readPatch(call, mergeKeys[kind]);
  const change = (current: object) => resource.admit(inPlace(patch(current), target));
  const storage = storageFor(call);
  const changed =
    target.subresource === 'status'
      ? changeStatus(storage, kind, target, change)
      : changeObject(call, storage, kind, target, change);
  answer(call, 200, write.object(changed));
}

/**
 * Parses the patch in a request's body.
 * @param fields how a strategic merge patch treats the lists of the object
 * @throws StatusError 400, 413, 415
 */
export async function readPatch(call: Call, fields: Fields): Promise<Patch> {
  const type = readMediaType(call);
  if (serverSideApply.test(type))
    throw new StatusError(
      415,
      'UnsupportedMediaType',
      'server-side apply is not in the embedded cluster: apply on the client side, as `kubectl apply` does without --server-side',
      {},
    );
  if (!accepted.includes(type)) throw unsupportedMediaType(type, accepted);
  const patch = parsed(await textBody(call));
  if (type === json) return (object) => operated(object, patch);
  if (!isObject(patch)) throw badRequest('a patch must be a JSON object');
  if (type === merge) return (object) => mergePatch(object, patch) as Record<string, unknown>;
  return (object) => strategicMerge(object as Json, patch, fields);
}

/** JSON patch (RFC 6902). @throws StatusError 400; 422 for an operation that fails */
function operated(object: object, operations: unknown): Record<string, unknown> {
  const patched = structuredClone(object) as Record<string, unknown>;
  const failure = applyPatch(patched, operationsIn(operations)).find((result) => result !== null);
  if (failure) {
    const message = `the server rejected our request due to an error in our request: ${failure.message}`;
    throw new StatusError(422, 'Invalid', message, {});
  }
  return patched;
}

const pointer = /^(\/[^/]*)*$/;
/** The library skips such keys and would change another location. */
const unreachable = /\/__proto__(\/|$)|\/(constructor|prototype)\//;

/** @throws StatusError 400 for operations that the library handles wrongly */
function operationsIn(sent: unknown): Operation[] {
  if (!Array.isArray(sent)) throw badRequest('a JSON patch must be a list of operations');
  for (const [index, operation] of sent.entries()) {
    if (!isObject(operation)) throw badRequest(`operation ${index} of the JSON patch must be an object`);
    for (const name of ['path', 'from'] as const) {
      const at = operation[name];
      if (at === undefined) continue;
      if (typeof at !== 'string' || !pointer.test(at) || unreachable.test(at))
        throw badRequest(`${name} of operation ${index} of the JSON patch is no path: ${JSON.stringify(at)}`);
    }
  }
  return sent;
}
