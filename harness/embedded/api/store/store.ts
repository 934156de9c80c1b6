import type { Key } from '../../client/client.ts';
import type { AnyObject, Kind, Kinds } from '../../objects.ts';
import { createJsonTexts } from './json-texts.ts';

/** One change of an object. For a removed object, `object` is its last state, at the version of the removal. */
export interface StoreChange<K extends Kind = Kind> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly kind: K;
  readonly object: Kinds[K];
  /** Null for an object that was created. */
  readonly before: Kinds[K] | null;
  readonly version: number;
}

/** State that a cluster's API servers share, as etcd is shared: immutable stored objects and one version counter. */
export interface Store {
  /** Version of the last change. */
  version(): number;
  get<K extends Kind>(kind: K, key: Key): Kinds[K] | undefined;
  /** Objects by namespace and name. */
  all<K extends Kind>(kind: K): readonly Kinds[K][];
  /** Stores an object under its namespace and name at the next version. Returns the stored object. */
  put<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K];
  /** Removes an object. Returns it at the version of its removal. */
  remove<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K];
  /** The listener is called synchronously, once for every change, in order. Returns a function that ends it. */
  onChange(listener: (change: StoreChange) => void): () => void;
  /** An object of the store as JSON, written once: every list and watch of every API server sends the same text. */
  jsonText(object: AnyObject): string;
}

const formatKey = ({ namespace = '', name }: Key) => `${namespace}/${name}`;

/** An empty store. Its first change has version 2: version 0 means "any" to clients, so no object may have it. */
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

/** Reads from a store and discards writes, for `dryRun=All`. */
export function createDryRun(store: Store): Store {
  const pretend = <K extends Kind>(_kind: K, object: Kinds[K]) => atVersion(object, store.version());
  return { ...store, put: pretend, remove: pretend };
}

/** The object at another version. */
export function atVersion<T extends AnyObject>(object: T, version: number): T {
  const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
  return freeze(stored) as T;
}

function inOrder(objects: ReadonlyMap<string, AnyObject>): readonly AnyObject[] {
  return [...objects].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
}

/** Freezes recursively. A frozen object was frozen here, including all that it contains. */
function freeze(value: object): object {
  if (Object.isFrozen(value)) return value;
  for (const member of Object.values(value))
    if (typeof member === 'object' && member !== null) freeze(member);
  return Object.freeze(value);
}
