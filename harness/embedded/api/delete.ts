import type { Key } from '../client/client.ts';
import type { KindNames } from '../kinds.ts';
import type { Kind, Meta } from '../objects.ts';
import { answer, type Call, jsonBody, storageFor } from './call.ts';
import { type AskedDeletion, askedDeletion, deleteOptionsSchema } from './delete-options.ts';
import { isTrue, readNumber, readSelection } from './read.ts';
import { readAs } from './read-as.ts';
import { representationFor } from './representation.ts';
import type { Target } from './route.ts';

/** DELETE of one object. */
export async function deleteObject<K extends Kind>(call: Call, kind: K, key: Key): Promise<void> {
  const options = await deleteOptions(call);
  const { resources, store } = call.parts;
  const deleted = storageFor(call).delete(kind, key, options);
  // The real server returns a pod even after it has been removed.
  if (kind === 'Pod' || store.get(kind, key) !== undefined) answer(call, 200, deleted);
  else answer(call, 200, goneStatus(resources[kind].names, deleted.metadata));
}

function goneStatus({ group, plural }: KindNames, { name, uid }: Meta): object {
  const details = { name, ...(group === '' ? {} : { group }), kind: plural, uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** DELETE of a collection: deletes each of its objects as a single DELETE would. */
export async function deleteObjects<K extends Kind>(call: Call, kind: K, target: Target): Promise<void> {
  const { resourceVersion: _, ...options } = await deleteOptions(call);
  const storage = storageFor(call);
  const write = representationFor(call, kind);
  const { items } = storage.list(kind, readSelection(call, target));
  const deleted = items.map(({ metadata: { name, namespace } }) =>
    storage.delete(kind, { name, ...(namespace ? { namespace } : {}) }, options),
  );
  answer(call, 200, write.list(deleted, String(call.parts.store.version())));
}

/** Read from the body, or from the query if there is no body. If both set an option, the body wins. */
async function deleteOptions(call: Call): Promise<AskedDeletion> {
  const sent = (await jsonBody(call)) ?? {};
  const inBody = readAs('DeleteOptions', 'v1', deleteOptionsSchema, sent);
  for (const value of inBody.dryRun ?? []) call.query.append('dryRun', value);
  const inQuery = readAs('DeleteOptions', 'v1', deleteOptionsSchema, queried(call.query));
  return { ...askedDeletion(inQuery), ...askedDeletion(inBody) };
}

function queried(query: URLSearchParams): object {
  const orphan = query.get('orphanDependents');
  return {
    gracePeriodSeconds: readNumber(query, 'gracePeriodSeconds'),
    propagationPolicy: query.get('propagationPolicy') || null,
    orphanDependents: orphan === null ? null : isTrue(orphan),
  };
}
