import { unlessAborted } from '../../async/abortable.ts';
import { type BackoffMs, backoff } from '../../async/backoff.ts';
import { pauseUnlessAborted } from '../../async/pause.ts';
import type { Kind, Kinds } from '../objects.ts';
import { type ApiClient, ApiFailure, type Informer, keyText, type Selection } from './client.ts';

export interface InformerOptions {
  /** Delay between two attempts: doubled from `first` on, and shortened at random by up to half. */
  readonly backoffMs?: BackoffMs;
  /** A random number from 0 to below 1. */
  readonly random?: () => number;
  /** Called for every failed list or watch and for every error of a handler. None of them ends the informer. */
  readonly onError?: (error: unknown) => void;
}

const usual = { first: 100, most: 2_000 };
/**
 * A watch that ends sooner without a change counts as a failure, to limit the rate of requests to a server
 * that ends each watch at once.
 */
const shortestWatchMs = 1_000;

/**
 * Repeatedly lists, then watches from there. A watch that ends or breaks resumes from its last version. Only
 * if the server no longer knows that version (410) does the informer list again and report the difference.
 */
export function informer<K extends Kind>(
  client: ApiClient,
  kind: K,
  selection: Selection = {},
  options: InformerOptions = {},
): Informer<K> {
  const { backoffMs = usual, random = Math.random, onError = () => {} } = options;
  const known = new Map<string, Kinds[K]>();
  const handlers: ((object: Kinds[K] | null, before: Kinds[K] | null) => void)[] = [];
  const synced = Promise.withResolvers<void>();
  const ended = new AbortController();
  const { signal } = ended;
  let array: readonly Kinds[K][] | null = null;
  /** The newest version in this copy; null before the first list. */
  let version: string | null = null;

  const tell = (object: Kinds[K] | null, before: Kinds[K] | null) => {
    array = null;
    for (const handler of handlers) guarded(() => handler(object, before), onError);
  };
  const put = (object: Kinds[K]) => {
    const key = keyText(object.metadata);
    const before = known.get(key) ?? null;
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    known.set(key, object);
    // Same name, different object: it was deleted and created again during the gap.
    if (before !== null && before.metadata.uid !== object.metadata.uid) {
      tell(null, before);
      tell(object, null);
    } else tell(object, before);
  };
  /** @param last the object's last known state */
  const drop = (key: string, last?: Kinds[K]) => {
    const before = last ?? known.get(key);
    if (known.delete(key) && before !== undefined) tell(null, before);
  };

  const list = async () => {
    const listed = await unlessAborted(client.list(kind, selection), signal);
    if (listed === undefined || signal.aborted) return;
    const { items, resourceVersion } = listed;
    version = resourceVersion;
    const present = new Set(items.map((item) => keyText(item.metadata)));
    for (const key of [...known.keys()]) if (!present.has(key)) drop(key);
    for (const item of items) put(item);
    synced.resolve();
  };
  const watch = async (from: string) => {
    for await (const change of client.watch(kind, { ...selection, resourceVersion: from }, signal)) {
      if (signal.aborted) return;
      version = change.type === 'BOOKMARK' ? change.resourceVersion : change.object.metadata.resourceVersion;
      if (change.type === 'DELETED') drop(keyText(change.object.metadata), change.object);
      else if (change.type !== 'BOOKMARK') put(change.object);
    }
  };

  const run = async () => {
    let mustList = true;
    let failures = 0;
    while (!signal.aborted) {
      const from = version;
      const sinceMs = performance.now();
      const listing = mustList;
      try {
        if (mustList) await list();
        mustList = false;
        if (version !== null) await watch(version);
        if (version !== from || performance.now() - sinceMs >= shortestWatchMs) {
          failures = 0;
          continue;
        }
      } catch (error) {
        if (signal.aborted) break;
        onError(error);
        if (error instanceof ApiFailure && error.code === 410) {
          mustList = true;
          if (!listing) continue;
        }
      }
      const ms = backoff(backoffMs, failures++);
      await pauseUnlessAborted(ms * (1 - random() / 2), signal);
    }
  };
  const done = run();

  return {
    synced: synced.promise,
    all: () => (array ??= [...known.values()]),
    hasSeen: (wanted) => version !== null && BigInt(version) >= BigInt(wanted),
    get: (key) => known.get(keyText(key)),
    onChange(handler) {
      handlers.push(handler);
      for (const object of known.values()) guarded(() => handler(object, null), onError);
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await done;
    },
  };
}

function guarded(action: () => void, onError: (error: unknown) => void): void {
  try {
    action();
  } catch (error) {
    onError(error);
  }
}
