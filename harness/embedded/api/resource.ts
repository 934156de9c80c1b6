import type { DeleteOptions, Key, Selection } from '../client/client.ts';
import type { KindNames } from '../kinds.ts';
import type { Kind, Kinds } from '../objects.ts';

/**
 * What the API server knows of one kind beyond its names (in kinds/). Every check throws a `StatusError`: 422 Invalid
 * with one cause for each field, 400 BadRequest for what can't be decoded. A field that Kubernetes has and the embedded
 * cluster does not is refused by name.
 */
export interface Resource<K extends Kind> {
  readonly kind: K;
  readonly names: KindNames;
  /** An object as a client sent it, checked, with Kubernetes' defaults in; metadata is the server's own work. */
  admit(sent: unknown): Kinds[K];
  /**
   * What is stored at first, after `admit`: status as it begins (a client's own is not taken, but for Nodes), addresses
   * and ports allocated, what admission plugins add. Called in the same tick as `Storage.create`.
   */
  beforeCreate(object: Kinds[K], cluster: ClusterOfResource): Kinds[K];
  /** Before an update of the main resource is stored: immutable fields are checked, status stays as it was. */
  update(before: Kinds[K], after: Kinds[K], cluster: ClusterOfResource): Kinds[K];
  /** Whether `generation` counts a change from one to the other: the spec differs. */
  specChanged(before: Kinds[K], after: Kinds[K]): boolean;
  /** Values for field selectors beyond metadata.name and metadata.namespace, as `spec.nodeName`: each, also of an object without spec and status. */
  fields(object: Kinds[K]): Readonly<Record<string, string>>;
  readonly table: {
    readonly columns: readonly TableColumn[];
    /** One cell a column. @param nowMs wall clock, for ages */
    cells(object: Kinds[K], nowMs: number): readonly (string | number)[];
  };
}

/** What allocation needs to know. */
export interface ClusterOfResource {
  readonly storage: Storage;
  /** Address part, see addresses.ts. */
  readonly range: number;
}

/** As in meta.k8s.io/v1 Table. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly format: '' | 'name';
  readonly description: string;
  /** 0: always shown; 1: with `-o wide`. */
  readonly priority: 0 | 1;
}

/** The store as the request handlers use it: synchronous, one version count for all. Throws `StatusError`: 404, 409. */
export interface Storage {
  get<K extends Kind>(kind: K, key: Key): Kinds[K];
  list<K extends Kind>(
    kind: K,
    selection: Selection,
  ): { readonly items: readonly Kinds[K][]; readonly resourceVersion: string };
  /** Sets uid, resourceVersion, creationTimestamp; makes a name of generateName. */
  create<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K];
  /** Stores what `change` makes of the newest; nothing is stored, and no version used up, where it made no difference. */
  update<K extends Kind>(kind: K, key: Key, change: (current: Kinds[K]) => Kinds[K]): Kinds[K];
  /**
   * As the API deletes: at once, or by a deletionTimestamp that waits for finalizers, and for a pod's kubelet.
   * @returns the object as it is then
   */
  delete<K extends Kind>(kind: K, key: Key, options: DeleteOptions): Kinds[K];
}

/** Every kind's resource. */
export type Resources = { readonly [K in Kind]: Resource<K> };
