import { unlessAborted } from '../../async/abortable.ts';
import { type BackoffMs, backoff } from '../../async/backoff.ts';
import { pauseUnlessAborted } from '../../async/pause.ts';
import type { Kind, Kinds } from '../objects.ts';
import { type ApiClient, ApiFailure, type Informer, keyText, type Selection } from './client.ts';

export interface InformerOptions {
  /** Between two attempts, doubled from `first` on and shortened by up to half at random. */
  readonly backoffMs?: BackoffMs;
  /** From 0 to below 1. */
  readonly random?: () => number;
  /** Told of every failed list and watch, and of what a handler threw; none of them ends the informer. */
  readonly onError?: (error: unknown) => void;
}

const usual = { first: 100, most: 2_000 };
/** A watch that ends sooner without a change counts as a failure, so that a server that ends each at once is not flooded. */
const shortestWatchMs = 1_000;

/**
 * Lists, then watches from there, again and again. A watch that ends or breaks is resumed where it was; only where the
 * server no longer knows that version (410) everything is listed again, and the difference reported.
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
  /** Of the newest that is in here; null before the first list. */
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
    // Of the same name and yet another one: it was deleted and made again in a gap.
    if (before !== null && before.metadata.uid !== object.metadata.uid) {
      tell(null, before);
      tell(object, null);
    } else tell(object, before);
  };
  /** @param last as it was when it went */
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
