import { unlessAborted } from '../../async/abortable.ts';
import type { BackoffMs } from '../../async/backoff.ts';
import type { ApiClient, Informer } from '../client/client.ts';
import { type EventRecorder, eventRecorder } from '../client/events.ts';
import { type SharedInformers, sharedInformers } from '../client/shared-informers.ts';
import { workQueue } from '../client/work-queue.ts';
import type { Kind } from '../objects.ts';

/** What every controller is given. */
export interface ControllerOptions {
  readonly api: ApiClient;
  /** Ends it, as its disposal does. */
  readonly signal: AbortSignal;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  /** Shared with other controllers; without them it watches for itself. Outlive the controller. */
  readonly informers?: SharedInformers;
  /** Told what failed and is retried. */
  readonly onError?: (error: unknown) => void;
}

/** What a controller is made of. */
export interface ControllerParts {
  readonly api: ApiClient;
  readonly now: () => number;
  readonly events: EventRecorder;
  /** A local copy of all objects of a kind; complete before the first key is reconciled. */
  observe<K extends Kind>(kind: K): ObservedKind<K>;
  enqueue(key: string): void;
  enqueueAfter(key: string, delayMs: number): void;
}

export type ObservedKind<K extends Kind> = Omit<Informer<K>, typeof Symbol.asyncDispose>;

export interface Reconciler {
  /** As its events name it: `replicaset-controller`. */
  readonly name: string;
  /** How many keys are reconciled at a time. */
  readonly workers?: number;
  readonly backoffMs?: BackoffMs;
  /** Observes what it needs and returns what makes the object of a key as it should be; what that throws is retried. */
  setUp(parts: ControllerParts): (key: string) => Promise<void>;
}

/** Changes make keys, a queue makes each key's turn, and a turn looks at the whole object again: level-triggered. */
export function runController(options: ControllerOptions, reconciler: Reconciler): AsyncDisposable {
  const { api, signal, now = Date.now, onError = () => {} } = options;
  const informers = options.informers ?? sharedInformers(api, { onError });
  const ended = new AbortController();
  const over = AbortSignal.any([signal, ended.signal]);
  const events = eventRecorder(api, reconciler.name, now);
  const synced: Promise<void>[] = [];
  let reconcile: (key: string) => Promise<void> = async () => {};
  const queue = workQueue(
    async (key) => {
      await first;
      if (!over.aborted) await reconcile(key);
    },
    {
      workers: reconciler.workers ?? 4,
      ...(reconciler.backoffMs === undefined ? {} : { backoffMs: reconciler.backoffMs }),
      onError: (_key, error) => {
        if (!over.aborted) onError(error);
      },
    },
  );
  reconcile = reconciler.setUp({
    api,
    now,
    events,
    observe(kind) {
      const observed = informers.of(kind);
      synced.push(observed.synced);
      return observed;
    },
    enqueue: queue.add,
    enqueueAfter: queue.addAfter,
  });
  const first = unlessAborted(Promise.all(synced), over);

  let ending: Promise<void> | null = null;
  const end = async () => {
    ended.abort();
    await queue[Symbol.asyncDispose]();
    await events.settled();
    if (options.informers === undefined) await informers[Symbol.asyncDispose]();
  };
  const endOnce = () => (ending ??= end());
  if (signal.aborted) void endOnce();
  else signal.addEventListener('abort', endOnce, { once: true });
  return {
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', endOnce);
      await endOnce();
    },
  };
}
