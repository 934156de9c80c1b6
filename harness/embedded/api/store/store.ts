import type { Key } from '../../client/client.ts';
import type { AnyObject, Kind, Kinds } from '../../objects.ts';
import { createJsonTexts } from './json-texts.ts';

/** What happened to an object; of one that was removed, `object` is its last state at the version of the removal. */
export interface StoreChange<K extends Kind = Kind> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: K;
  readonly object: Kinds[K];
  /** Null for what was added. */
  readonly before: Kinds[K] | null;
  readonly version: number;
}

/** What a cluster's API servers share, as etcd is shared: objects that never change once stored, one count of versions. */
export interface Store {
  /** Of the last change. */
  version(): number;
  get<K extends Kind>(kind: K, key: Key): Kinds[K] | undefined;
  /** By namespace and name. */
  all<K extends Kind>(kind: K): readonly Kinds[K][];
  /** Under its namespace and name, at the next version. Returns what is stored. */
  put<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K];
  /** Returns the object at the version of its removal. */
  remove<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K];
  /** Called synchronously, once for every change, in their order. Returns what ends it. */
  onChange(listener: (change: StoreChange) => void): () => void;
  /** An object of the store as JSON, written once: every list and watch of every API server sends the same text. */
  jsonText(object: AnyObject): string;
}

const formatKey = ({ namespace = '', name }: Key) => `${namespace}/${name}`;

/** An empty store. Its first change is version 2: version 0 means "any" to clients, and so must never be one. */
export function openStore(): Store {
  const kinds = new Map<Kind, Map<string, AnyObject>>();
  const sorted = new Map<Kind, readonly AnyObject[]>();
  const listeners = new Set<(change: StoreChange) => void>();
  let version = 1;

  const getObjects = (kind: Kind) => {
    const known = kinds.get(kind) ?? new Map<string, AnyObject>();
    kinds.set(kind, known);
    return known;
  };
  const commit = <K extends Kind>(type: StoreChange['type'], kind: K, object: Kinds[K]): Kinds[K] => {
    const key = formatKey(object.metadata);
    const objects = getObjects(kind);
    const before = objects.get(key) ?? null;
    const stored = atVersion(object, ++version);
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, stored);
    sorted.delete(kind);
    const change = { type, kind, object: stored, before, version } as StoreChange;
    for (const listener of listeners) listener(change);
    return stored;
  };

  return {
    version: () => version,
    get: <K extends Kind>(kind: K, key: Key) => getObjects(kind).get(formatKey(key)) as Kinds[K] | undefined,
    all<K extends Kind>(kind: K) {
      const known = sorted.get(kind) ?? inOrder(getObjects(kind));
      sorted.set(kind, known);
      return known as readonly Kinds[K][];
    },
    put: (kind, object) =>
      commit(getObjects(kind).has(formatKey(object.metadata)) ? 'MODIFIED' : 'ADDED', kind, object),
    remove: (kind, object) => commit('DELETED', kind, object),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    jsonText: createJsonTexts(),
  };
}

/** Reads through to a store and keeps nothing, for `dryRun=All`. */
export function createDryRun(store: Store): Store {
  const pretend = <K extends Kind>(_kind: K, object: Kinds[K]) => atVersion(object, store.version());
  return { ...store, put: pretend, remove: pretend };
}

/** That object at another version. */
export function atVersion<T extends AnyObject>(object: T, version: number): T {
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
  return freeze(stored) as T;
}

function inOrder(objects: ReadonlyMap<string, AnyObject>): readonly AnyObject[] {
  return [...objects].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

/** Also what is inside. What is frozen already has been frozen here, with all that is in it. */
function freeze(value: object): object {
  if (Object.isFrozen(value)) return value;
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null) freeze(member);
  return Object.freeze(value);
}
