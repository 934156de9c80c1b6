import { isDeepStrictEqual } from 'node:util';
import { fieldSelector, labelSelector } from '../../../harness/embedded/api/selectors.ts';
import { openStore, type Store, type StoreChange } from '../../../harness/embedded/api/store/store.ts';
import {
  type ApiClient,
  ApiFailure,
  type Change,
  type DeleteOptions,
  type Key,
  type Selection,
} from '../../../harness/embedded/client/client.ts';
import { kinds } from '../../../harness/embedded/kinds.ts';
import type { AnyObject, Kind, Kinds, New } from '../../../harness/embedded/objects.ts';

/** A call, which `before` can delay or let fail. */
export interface Call {
  readonly verb:
    | 'get'
    | 'list'
    | 'watch'
    | 'create'
    | 'update'
    | 'updateStatus'
    | 'patch'
    | 'delete'
    | 'bind'
    | 'finalize';
  readonly kind: Kind;
  readonly name?: string;
}

export interface MemoryApiOptions {
  /** Awaited before each call is done; its error is the call's failure. */
  readonly before?: (call: Call) => Promise<void> | void;
  /** Wall clock. */
  readonly now?: () => number;
}

/**
 * An API in one process: the real store, and the parts of the server that controllers rely on. No validation,
 * no defaults.
 */
export interface MemoryApi extends ApiClient {
  readonly store: Store;
  /** Breaks every open watch. */
  breakWatches(): void;
  /** Forgets all past changes: watches from before answer 410. */
  compact(): void;
}

export function memoryApi(options: MemoryApiOptions = {}): MemoryApi {
  const { before = () => {}, now = Date.now } = options;
  const store = openStore();
  let changes: StoreChange[] = [];
  let oldest = 1;
  const watchers = new Set<{ wake(): void; break(): void }>();
  store.onChange((change) => {
    changes.push(change);
    for (const watcher of watchers) watcher.wake();
  });

  const existing = <K extends Kind>(kind: K, key: Key): Kinds[K] => {
    const found = store.get(kind, keyIn(kind, key));
    if (found === undefined)
      throw new ApiFailure(404, 'NotFound', `${kinds[kind].plural} "${key.name}" not found`);
    return found;
  };
  /** Also removes it if nothing holds it any longer. */
  const changed = <K extends Kind>(kind: K, current: Kinds[K], next: Kinds[K]): Kinds[K] => {
    if (isDeepStrictEqual(next, current)) return current;
    return isReleased(kind, next) ? store.remove(kind, next) : store.put(kind, next);
  };
  const replaced = <K extends Kind>(kind: K, current: Kinds[K], sent: Kinds[K]): Kinds[K] => {
    const version = sent.metadata.resourceVersion;
    if (version !== undefined && version !== current.metadata.resourceVersion)
      throw new ApiFailure(
        409,
        'Conflict',
        `${kind} "${current.metadata.name}": the object has been modified`,
      );
    const { uid, creationTimestamp, deletionTimestamp, generation = 1 } = current.metadata;
    const counts = !isDeepStrictEqual(getSpec(sent), getSpec(current));
    const metadata = {
      ...plain(sent.metadata),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      uid,
      creationTimestamp,
      resourceVersion: current.metadata.resourceVersion,
      generation: counts ? generation + 1 : generation,
    };
    return changed(kind, current, { ...withStatus(plain(sent), getStatus(current)), metadata } as Kinds[K]);
  };

  const perform = <K extends Kind>(
    kind: K,
    key: Key,
    { gracePeriodSeconds, uid, propagationPolicy }: DeleteOptions,
  ) => {
    const current = existing(kind, key);
    if (uid !== undefined && uid !== current.metadata.uid)
      throw new ApiFailure(409, 'Conflict', `the UID in the precondition (${uid}) does not match`);
    const finalizers = (current.metadata.finalizers ?? []).concat(
      propagationPolicy === 'Foreground'
        ? ['foregroundDeletion']
        : propagationPolicy === 'Orphan'
          ? ['orphan']
          : [],
    );
    const graceSeconds = kind === 'Pod' ? findGrace(current as Kinds['Pod'], gracePeriodSeconds) : 0;
    const metadata = {
      ...current.metadata,
      ...(finalizers.length === 0 ? {} : { finalizers: [...new Set(finalizers)] }),
      deletionTimestamp: current.metadata.deletionTimestamp ?? timeAt(now() + graceSeconds * 1000),
      deletionGracePeriodSeconds: graceSeconds,
    };
    const phase = kind === 'Namespace' ? { status: { phase: 'Terminating' } } : {};
    changed(kind, current, { ...current, ...phase, metadata } as Kinds[K]);
  };

  const called = async <T>(call: Call, work: () => T): Promise<T> => {
    await before(call);
    return work();
  };

  return {
    store,
    breakWatches() {
      for (const watcher of [...watchers]) watcher.break();
    },
    compact() {
      changes = [];
      oldest = store.version();
    },
    get: (kind, key) => called({ verb: 'get', kind, name: key.name }, () => existing(kind, key)),
    list: (kind, selection = {}) =>
      called({ verb: 'list', kind }, () => ({
        items: store.all(kind).filter((object) => isSelected(kind, object, selection)),
        resourceVersion: String(store.version()),
      })),
    async *watch<K extends Kind>(
      kind: K,
      selection: Selection & { readonly resourceVersion: string },
      signal: AbortSignal,
    ): AsyncGenerator<Change<K>, void> {
      await before({ verb: 'watch', kind });
      let seen = Number(selection.resourceVersion);
      let broken = false;
      let woken = Promise.withResolvers<void>();
      const wake = () => woken.resolve();
      const watcher = {
        wake,
        break() {
          broken = true;
          wake();
        },
      };
      watchers.add(watcher);
      signal.addEventListener('abort', wake, { once: true });
      try {
        while (!signal.aborted) {
          if (broken) throw new ApiFailure(0, '', 'the watch broke');
          if (seen < oldest) throw new ApiFailure(410, 'Expired', `too old resource version: ${seen}`);
          woken = Promise.withResolvers();
          const news = changes.filter((change) => change.version > seen);
          seen = Math.max(seen, store.version());
          for (const change of news) {
            if (change.kind !== kind) continue;
            const event = selectChange<K>(change as StoreChange<K>, (object) =>
              isSelected(kind, object, selection),
            );
            if (event !== null) yield event;
            if (signal.aborted || broken) break;
          }
          if (!broken && !signal.aborted && store.version() === seen) await woken.promise;
        }
      } finally {
        watchers.delete(watcher);
        signal.removeEventListener('abort', wake);
      }
    },
    create: <K extends Kind>(kind: K, object: New<K>) =>
      called({ verb: 'create', kind, ...nameIn(object.metadata.name) }, () => {
        const { name = `${object.metadata.generateName}${crypto.randomUUID().slice(0, 5)}` } =
          object.metadata;
        const at = keyIn(kind, { ...object.metadata, name });
        if (store.get(kind, at) !== undefined)
          throw new ApiFailure(409, 'AlreadyExists', `${kinds[kind].plural} "${name}" already exists`);
        const metadata = {
          ...plain(object.metadata),
          ...at,
          uid: crypto.randomUUID(),
          creationTimestamp: timeAt(now()),
          generation: 1,
        };
        return store.put(kind, { ...plain(object), metadata } as unknown as Kinds[K]);
      }),
    update: (kind, object) =>
      called({ verb: 'update', kind, name: object.metadata.name }, () =>
        replaced(kind, existing(kind, object.metadata), object),
      ),
    updateStatus: <K extends Kind>(kind: K, object: Kinds[K]) =>
      called({ verb: 'updateStatus', kind, name: object.metadata.name }, () => {
        const current = existing(kind, object.metadata);
        const version = object.metadata.resourceVersion;
        if (version !== undefined && version !== current.metadata.resourceVersion)
          throw new ApiFailure(
            409,
            'Conflict',
            `${kind} "${current.metadata.name}": the object has been modified`,
          );
        return changed(kind, current, withStatus(current, plain(getStatus(object))));
      }),
    patch: <K extends Kind>(kind: K, key: Key, patch: object, subresource?: 'status' | 'scale') =>
      called({ verb: 'patch', kind, name: key.name }, () => {
        const current = existing(kind, key);
        const merged = merge(current, plain(patch)) as Kinds[K];
        return subresource === 'status'
          ? changed(kind, current, withStatus(current, getStatus(merged)))
          : replaced(kind, current, merged);
      }),
    delete: (kind, key, deletion = {}) =>
      called({ verb: 'delete', kind, name: key.name }, () => perform(kind, key, deletion)),
    bind: (pod, nodeName) =>
      called({ verb: 'bind', kind: 'Pod', name: pod.name }, () => {
        const current = existing('Pod', pod);
        if (current.spec === undefined || current.spec.nodeName !== undefined)
          throw new ApiFailure(409, 'Conflict', `pod ${pod.name} is already assigned to a node`);
        store.put('Pod', { ...current, spec: { ...current.spec, nodeName } });
      }),
    finalize: (namespace) =>
      called({ verb: 'finalize', kind: 'Namespace', name: namespace.metadata.name }, () => {
        const current = existing('Namespace', namespace.metadata);
        changed('Namespace', current, { ...current, spec: namespace.spec ?? {} });
      }),
    async [Symbol.asyncDispose]() {
      for (const watcher of [...watchers]) watcher.break();
    },
  };
}

const timeAt = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
const plain = <T>(value: T): T => structuredClone(value);
const nameIn = (name: string | undefined) => (name === undefined ? {} : { name });

const keyIn = (kind: Kind, { namespace = 'default', name }: Key): Key =>
  kinds[kind].namespaced ? { namespace, name } : { name };

function getStatus(object: object): unknown {
  return 'status' in object ? object.status : undefined;
}

function withStatus<T extends object>(object: T, status: unknown): T {
  const { status: _, ...rest } = object as T & { status?: unknown };
  return (status === undefined ? rest : { ...rest, status }) as T;
}

const getSpec = (object: object) => ('spec' in object ? object.spec : undefined);

/** A pod that has no node, or has ended, needs no kubelet. */
function findGrace(pod: Kinds['Pod'], asked: number | undefined): number {
  if (pod.spec?.nodeName === undefined || ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')) return 0;
  return asked ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}

function isReleased(kind: Kind, { metadata, ...rest }: AnyObject): boolean {
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) return false;
  if (kind === 'Namespace')
    return (('spec' in rest && (rest as Kinds['Namespace']).spec?.finalizers) || []).length === 0;
  return kind !== 'Pod' || metadata.deletionGracePeriodSeconds === 0;
}

function isSelected<K extends Kind>(kind: K, object: Kinds[K], selection: Selection): boolean {
  const { metadata } = object;
  if (selection.namespace !== undefined && metadata.namespace !== selection.namespace) return false;
  if (!labelSelector(selection.labelSelector ?? '')(metadata.labels ?? {})) return false;
  const nodeName = kind === 'Pod' ? ((object as Kinds['Pod']).spec?.nodeName ?? '') : '';
  const fields = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'spec.nodeName': nodeName,
  };
  return fieldSelector(selection.fieldSelector ?? '', Object.keys(fields))(fields);
}

/** For the watcher an object that leaves the selection is removed, and one that enters it is new. */
function selectChange<K extends Kind>(
  { type, object, before }: StoreChange<K>,
  selected: (object: Kinds[K]) => boolean,
): Change<K> | null {
  const was = before !== null && selected(before);
  const is = type !== 'DELETED' && selected(object);
  if (!was && !is) return null;
  return { type: was && is ? 'MODIFIED' : is ? 'ADDED' : 'DELETED', object };
}

/** RFC 7386 */
function merge(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const base = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : {};
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
