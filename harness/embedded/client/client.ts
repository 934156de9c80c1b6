import type { Kind, Kinds, New } from '../objects.ts';

/** Selects objects of a kind. An absent field selects all. */
export interface Selection {
  readonly namespace?: string;
  /** The API's own parameter: `spec.nodeName=worker-1`, `metadata.name=web`. */
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
}

export interface Key {
  readonly namespace?: string;
  readonly name: string;
}

export interface ListedObjects<K extends Kind> {
  readonly items: readonly Kinds[K][];
  readonly resourceVersion: string;
}

export type Change<K extends Kind> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Kinds[K] }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  /** The delete fails with 409 if the object has another uid. */
  readonly uid?: string;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
}

/**
 * The API for the cluster's components: kubelets, controllers and node proxies communicate only through what
 * they read and watch here. It uses one connection pool, no cache and no hidden retry. Every call throws
 * `ApiFailure` with the status' code and reason (409 Conflict, 404 NotFound, 410 Expired, 429
 * TooManyRequests), or with code 0 if the server can't be reached.
 */
export interface ApiClient extends AsyncDisposable {
  get<K extends Kind>(kind: K, key: Key): Promise<Kinds[K]>;
  list<K extends Kind>(kind: K, selection?: Selection): Promise<ListedObjects<K>>;
  /**
   * Watches from that version. The iteration ends when the server ends the watch or the signal fires; it
   * throws when the connection breaks.
   */
  watch<K extends Kind>(
    kind: K,
    selection: Selection & { readonly resourceVersion: string },
    signal: AbortSignal,
  ): AsyncIterable<Change<K>>;
  create<K extends Kind>(kind: K, object: New<K>): Promise<Kinds[K]>;
  /** PUT: 409 if the object's resourceVersion is not the newest. */
  update<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]>;
  updateStatus<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]>;
  /** JSON merge patch (RFC 7386). */
  patch<K extends Kind>(
    kind: K,
    key: Key,
    patch: object,
    subresource?: 'status' | 'scale',
  ): Promise<Kinds[K]>;
  delete(kind: Kind, key: Key, options?: DeleteOptions): Promise<void>;
  /** The scheduler's decision: POST of a Binding. */
  bind(pod: Key, nodeName: string): Promise<void>;
  /** PUT of a namespace's `finalize`, the only way to change `spec.finalizers`. */
  finalize(namespace: Kinds['Namespace']): Promise<void>;
}

/**
 * A local copy of the selected objects, kept current by list and watch. It resumes by itself and survives
 * restarts of its API server.
 */
export interface Informer<K extends Kind> extends AsyncDisposable {
  /** Resolves when the first list is complete. */
  readonly synced: Promise<void>;
  all(): readonly Kinds[K][];
  get(key: Key): Kinds[K] | undefined;
  /**
   * Whether this copy has reached the given version of an object of its kind. A component should not decide
   * again before it sees its own write (KEP-5647). All objects share one version counter.
   */
  hasSeen(resourceVersion: string): boolean;
  /**
   * Called for every object that exists and for every later change, including those that a new list after a
   * gap shows. `object` is null for a removed object.
   */
  onChange(handler: (object: Kinds[K] | null, before: Kinds[K] | null) => void): void;
}

/** Why a call failed. */
export class ApiFailure extends Error {
  /** HTTP status; 0 if the server can't be reached or the connection broke. */
  readonly code: number;
  /** Such as `Conflict`, `NotFound`, `Expired`; empty if there was no response. */
  readonly reason: string;

  constructor(code: number, reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiFailure';
    this.code = code;
    this.reason = reason;
  }
}

/** Address and credentials of an API. */
export interface ApiAccess {
  /** https://127.x.y.z:6443 */
  readonly url: string;
  /** PEM of the cluster's own authority. */
  readonly ca: string;
  readonly token: string;
}

/** An object's key in work queues and indexes: `default/web-1`, `worker-1`. */
export const keyText = ({ namespace, name }: Key): string =>
  namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;

export function parseKey(text: string): Key {
  const slash = text.indexOf('/');
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
