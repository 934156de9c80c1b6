import type { Kind, Kinds, New } from '../objects.ts';

/** Which objects of a kind: all where a field is left out. */
export interface Selection {
  readonly namespace?: string;
  /** As the API's own parameter: `spec.nodeName=worker-1`, `metadata.name=web`. */
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
  /** The delete fails with 409 where the object has another uid. */
  readonly uid?: string;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
}

/**
 * The API as the components of the cluster use it: kubelets, controllers and node proxies know nothing of each other
 * but what they read and watch here. One kept connection pool; no cache, no hidden retry. Every call throws
 * `ApiFailure` with the status' code and reason (409 Conflict, 404 NotFound, 410 Expired, 429 TooManyRequests), or
 * with code 0 where the server can't be reached.
 */
export interface ApiClient extends AsyncDisposable {
  get<K extends Kind>(kind: K, key: Key): Promise<Kinds[K]>;
  list<K extends Kind>(kind: K, selection?: Selection): Promise<ListedObjects<K>>;
  /** From that version on, until the server ends it (the iteration ends), it breaks (throws) or the signal fires (ends). */
  watch<K extends Kind>(
    kind: K,
    selection: Selection & { readonly resourceVersion: string },
    signal: AbortSignal,
  ): AsyncIterable<Change<K>>;
  create<K extends Kind>(kind: K, object: New<K>): Promise<Kinds[K]>;
  /** PUT: 409 where the object's resourceVersion is not the newest. */
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
  /** PUT of a namespace's `finalize`: nothing else changes its `spec.finalizers`. */
  finalize(namespace: Kinds['Namespace']): Promise<void>;
}

/** A local copy of what is selected, kept by list and watch, that resumes by itself and survives restarts of its API server. */
export interface Informer<K extends Kind> extends AsyncDisposable {
  /** Resolves when the first list is in. */
  readonly synced: Promise<void>;
  all(): readonly Kinds[K][];
  get(key: Key): Kinds[K] | undefined;
  /**
   * Whether this copy is as new as that version of an object of its kind: who has written something should not decide
   * again before it sees that itself (KEP-5647). Versions are one count for all objects.
   */
  hasSeen(resourceVersion: string): boolean;
  /**
   * Called for what is there already and for every difference from then on, also those that a fresh list after a gap
   * shows. `object` is null for one that has gone.
   */
  onChange(handler: (object: Kinds[K] | null, before: Kinds[K] | null) => void): void;
}

/** Why a call failed. */
export class ApiFailure extends Error {
  /** HTTP status; 0 where the server can't be reached or the connection broke. */
  readonly code: number;
  /** As `Conflict`, `NotFound`, `Expired`; empty where there was no answer. */
  readonly reason: string;

  constructor(code: number, reason: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiFailure';
    this.code = code;
    this.reason = reason;
  }
}

/** Where an API is, and how to be let in. */
export interface ApiAccess {
  /** https://127.x.y.z:6443 */
  readonly url: string;
  /** PEM of the cluster's own authority. */
  readonly ca: string;
  readonly token: string;
}

/** A key as text, as work queues and indexes use it: `default/web-1`, `worker-1`. */
export const keyText = ({ namespace, name }: Key): string =>
  namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;

export function parseKey(text: string): Key {
  const slash = text.indexOf('/');
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
