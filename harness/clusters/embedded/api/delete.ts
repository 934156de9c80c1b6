import type { DeleteOptions, Key } from '../client/client.ts';
import type { KindNames } from '../kinds.ts';
import type { Kind, Meta } from '../objects.ts';
import { answer, type Call, jsonBody, storageFor } from './call.ts';
import { badRequest } from './failures.ts';
import { numberOf, selectionOf } from './read.ts';
import { representationFor } from './representation.ts';
import type { Target } from './route.ts';

/** DELETE of one object. */
export async function deleteObject<K extends Kind>(call: Call, kind: K, key: Key): Promise<void> {
  const options = await deleteOptions(call);
  const { resources, store } = call.parts;
  const deleted = storageFor(call).delete(kind, key, options);
  // The real server returns a pod even when it has gone.
  if (kind === 'Pod' || store.get(kind, key) !== undefined) answer(call, 200, deleted);
  else answer(call, 200, goneStatus(resources[kind].names, deleted.metadata));
}

function goneStatus({ group, plural }: KindNames, { name, uid }: Meta): object {
  const details = { name, ...(group === '' ? {} : { group }), kind: plural, uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

/** DELETE of a collection: each of its objects, as if it were deleted by itself. */
export async function deleteObjects<K extends Kind>(call: Call, kind: K, target: Target): Promise<void> {
  const { resourceVersion: _, ...options } = await deleteOptions(call);
  const storage = storageFor(call);
  const write = representationFor(call.parts.resources[kind], call.request.headers.accept, call.query);
  const { items } = storage.list(kind, selectionOf(call, target));
  const deleted = items.map(({ metadata: { name, namespace } }) =>
    storage.delete(kind, { name, ...(namespace ? { namespace } : {}) }, options),
  );
  answer(call, 200, write.list(deleted, String(call.parts.store.version())));
}

type Options = DeleteOptions & { readonly resourceVersion?: string };

/** From the body, or from the query where there is none. */
async function deleteOptions(call: Call): Promise<Options> {
  const sent = (await jsonBody(call)) as
    | {
        gracePeriodSeconds?: number | null;
        propagationPolicy?: string | null;
        orphanDependents?: boolean | null;
        preconditions?: { uid?: string | null; resourceVersion?: string | null } | null;
        dryRun?: string[] | null;
      }
    | undefined;
  for (const value of sent?.dryRun ?? []) call.query.append('dryRun', value);
  const { query } = call;
  const grace = sent?.gracePeriodSeconds ?? numberOf(query, 'gracePeriodSeconds');
  if (grace !== null && !Number.isInteger(grace)) throw badRequest('gracePeriodSeconds: must be an integer');
  const policy =
    sent?.propagationPolicy ??
    query.get('propagationPolicy') ??
    orphaning(sent?.orphanDependents ?? query.get('orphanDependents'));
  const { uid, resourceVersion } = sent?.preconditions ?? {};
  return {
    ...(grace === null ? {} : { gracePeriodSeconds: grace }),
    ...(policy ? { propagationPolicy: policyOf(policy) } : {}),
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
}

/** What `orphanDependents` was called before there were policies. */
const orphaning = (orphan: boolean | string | null) =>
  orphan === null ? null : String(orphan) === 'true' ? 'Orphan' : 'Background';

function policyOf(text: string): NonNullable<DeleteOptions['propagationPolicy']> {
  if (text === 'Background' || text === 'Foreground' || text === 'Orphan') return text;
  throw badRequest(
    `propagationPolicy: Unsupported value: "${text}": supported values: "Foreground", "Background", "Orphan"`,
  );
}
