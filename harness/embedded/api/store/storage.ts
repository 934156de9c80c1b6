import { isDeepStrictEqual } from 'node:util';
import type { DeleteOptions } from '../../client/client.ts';
import { formatApiVersion, type KindNames } from '../../kinds.ts';
import type { Kind, Kinds, Meta } from '../../objects.ts';
import { deletion, isOver } from '../deletion.ts';
import { alreadyExists, badRequest, conflict, forbidden, notFound } from '../failures.ts';
import type { Resources, Storage } from '../resource.ts';
import { selects } from '../selection.ts';
import type { Store } from './store.ts';
import { generatedName, newMetadata, nextGeneration, nextMetadata } from './stored-metadata.ts';

/** The real server keeps Events for an hour. This one keeps the newest ones: a rehearsal is shorter than an hour. */
const mostEvents = 1_000;
const immortalNamespaces = new Set(['default', 'kube-system']);
const triesForAName = 8;

/** @param now wall clock in ms */
export function storageOn(store: Store, resources: Resources, now: () => number = Date.now): Storage {
  const find: Storage['get'] = (kind, key) => {
    const found = store.get(kind, key);
    if (found === undefined) throw notFound(resources[kind].names, key.name);
    return found;
  };

  const freeName = (kind: Kind, { name, generateName, namespace }: Meta): string => {
    const { names } = resources[kind];
    const at = (name: string) => (namespace ? { namespace, name } : { name });
    for (let tries = 0; tries < triesForAName; tries++) {
      const chosen = name || generatedName(generateName ?? '');
      if (store.get(kind, at(chosen)) === undefined) return chosen;
      if (name) break;
    }
    throw alreadyExists(names, name || (generateName ?? ''));
  };

  /** A namespaced object needs a namespace that exists and is not being deleted. */
  const requireNamespace = (kind: Kind, { namespace = '', name, generateName = '' }: Meta) => {
    const { names } = resources[kind];
    if (!names.namespaced) return;
    if (namespace === '') throw badRequest('an empty namespace may not be set during creation');
    if (find('Namespace', { name: namespace }).metadata.deletionTimestamp === undefined) return;
    const cause = {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    };
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    throw forbidden(names, name || generateName, why, cause);
  };

  const dropOldestEvents = () => {
    const events = store.all('Event');
    if (events.length <= mostEvents) return;
    const byAge = events.toSorted((a, b) => readVersion(a.metadata) - readVersion(b.metadata));
    for (const event of byAge.slice(0, events.length - mostEvents)) store.remove('Event', event);
  };

  return {
    get: find,
    list: (kind, selection) => ({
      items: store.all(kind).filter(selects(resources[kind], selection)),
      resourceVersion: String(store.version()),
    }),
    create<K extends Kind>(kind: K, object: Kinds[K]) {
      requireNamespace(kind, object.metadata);
      const name = freeName(kind, object.metadata);
      const created = { ...plain(object), metadata: newMetadata(kind, object.metadata, name, now()) };
      const stored = store.put(kind, addType(resources, kind, created));
      if (kind === 'Event') dropOldestEvents();
      return stored;
    },
    update<K extends Kind>(
      kind: K,
      key: { namespace?: string; name: string },
      change: (current: Kinds[K]) => Kinds[K],
    ) {
      const { names, specChanged } = resources[kind];
      const current = find(kind, key);
      const wanted = plain(change(current));
      const metadata = nextMetadata(names, kind, current.metadata, wanted.metadata);
      const after = addType(resources, kind, { ...wanted, metadata });
      if (isDeepStrictEqual(after, current)) return current;
      const counted = specChanged(current, after) ? { ...after, metadata: nextGeneration(metadata) } : after;
      return isOver(counted) ? store.remove(kind, counted) : store.put(kind, counted);
    },
    delete(kind, key, options: DeleteOptions & { readonly resourceVersion?: string }) {
      const { names } = resources[kind];
      const current = find(kind, key);
      if (kind === 'Namespace' && immortalNamespaces.has(key.name))
        throw forbidden(names, key.name, 'this namespace may not be deleted');
      checkPreconditions(names, current.metadata, options);
      const { how, object } = deletion(current, options, now());
      if (how === 'remove') return store.remove(kind, object);
      return object === current ? current : store.put(kind, object);
    },
  };
}

/** @throws StatusError 409 if the object has not the uid or version that the client expects */
export function checkPreconditions(
  names: KindNames,
  { name, uid, resourceVersion }: Meta,
  wanted: { readonly uid?: string; readonly resourceVersion?: string },
): void {
  const differs = (what: string, one: string, own: string) =>
    conflict(
      names,
      name,
      `Precondition failed: ${what} in precondition: ${one}, ${what} in object meta: ${own}`,
    );
  if (wanted.uid !== undefined && wanted.uid !== uid) throw differs('UID', wanted.uid, uid);
  if (wanted.resourceVersion !== undefined && wanted.resourceVersion !== resourceVersion)
    throw differs('ResourceVersion', wanted.resourceVersion, resourceVersion);
}

const readVersion = ({ resourceVersion }: Meta) => Number(resourceVersion);

/** The wire form: without undefined members. */
const plain = <T extends object>(object: T): T => JSON.parse(JSON.stringify(object));

const addType = <K extends Kind, T extends object>(resources: Resources, kind: K, object: T) =>
  ({ apiVersion: formatApiVersion(resources[kind].names), kind, ...object }) as unknown as Kinds[K];
