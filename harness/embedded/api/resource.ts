import type { DeleteOptions, Key, Selection } from '../client/client.ts';
import type { KindNames } from '../kinds.ts';
import type { Kind, Kinds } from '../objects.ts';

/**
 * Behaviour of one kind in the API server; its names are in kinds/. Every check throws a `StatusError`: 422
 * Invalid with one cause for each field, 400 BadRequest for what can't be decoded. A field that Kubernetes
 * has and the embedded cluster does not is refused by name.
 */
export interface Resource<K extends Kind> {
  readonly kind: K;
  readonly names: KindNames;
  /** Checks an object that a client sent and sets Kubernetes' defaults. The server itself sets the metadata. */
  admit(sent: unknown): Kinds[K];
  /**
   * The object as it is first stored, after `admit`: with its initial status (a client's own is ignored, except for
   * Nodes), allocated addresses and ports, and what admission plugins add. Called in the same tick as `Storage.create`.
   */
  beforeCreate(object: Kinds[K], cluster: ClusterOfResource): Kinds[K];
  /** Called before an update of the main resource is stored: checks immutable fields and keeps the status. */
  update(before: Kinds[K], after: Kinds[K], cluster: ClusterOfResource): Kinds[K];
  /** Whether the change increments `generation`: whether the spec differs. */
  specChanged(before: Kinds[K], after: Kinds[K]): boolean;
  /**
   * Values for field selectors beyond metadata.name and metadata.namespace, such as `spec.nodeName`. Returns
   * every field, even for an object without spec and status.
   */
  fields(object: Kinds[K]): Readonly<Record<string, string>>;
  readonly table: {
    readonly columns: readonly TableColumn[];
    /** One cell per column. @param nowMs wall clock, for ages */
    cells(object: Kinds[K], nowMs: number): readonly (string | number)[];
  };
}

/** What is needed to allocate addresses and ports. */
export interface ClusterOfResource {
  readonly storage: Storage;
  /** Address part, see addresses.ts. */
  readonly range: number;
}

/** Column of a meta.k8s.io/v1 Table. */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  readonly format: '' | 'name';
  readonly description: string;
  /** 0: always shown; 1: with `-o wide`. */
  readonly priority: 0 | 1;
}

/**
 * The store for the request handlers: synchronous, with one version counter for all objects. Throws
 * `StatusError`: 404, 409.
 */
export interface Storage {
  get<K extends Kind>(kind: K, key: Key): Kinds[K];
  list<K extends Kind>(
    kind: K,
    selection: Selection,
  ): { readonly items: readonly Kinds[K][]; readonly resourceVersion: string };
  /** Sets uid, resourceVersion and creationTimestamp; generates a name from generateName. */
  create<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K];
  /**
   * Applies `change` to the newest version and stores the result. An unchanged object is not stored and uses
   * up no version.
   */
  update<K extends Kind>(kind: K, key: Key, change: (current: Kinds[K]) => Kinds[K]): Kinds[K];
  /**
   * Deletes at once, or sets a deletionTimestamp and waits for finalizers and, for a pod, its kubelet.
   * @returns the object after the call
   */
  delete<K extends Kind>(kind: K, key: Key, options: DeleteOptions): Kinds[K];
}

/** The resource of every kind. */
export type Resources = { readonly [K in Kind]: Resource<K> };
