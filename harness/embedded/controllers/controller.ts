import { unlessAborted } from '../../async/abortable.ts';
import type { BackoffMs } from '../../async/backoff.ts';
import type { ApiClient, Informer } from '../client/client.ts';
import { type EventRecorder, eventRecorder } from '../client/events.ts';
import { type SharedInformers, sharedInformers } from '../client/shared-informers.ts';
import { workQueue } from '../client/work-queue.ts';
import type { Kind } from '../objects.ts';

/** Dependencies of every controller. */
export interface ControllerOptions {
  readonly api: ApiClient;
  /** Ends the controller, as disposal does. */
  readonly signal: AbortSignal;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
  /**
   * Shared with other controllers; if absent, the controller creates its own. Shared informers outlive the controller.
   */
  readonly informers?: SharedInformers;
  /** Called for every failure that is retried. */
  readonly onError?: (error: unknown) => void;
}

/** What a controller is built from. */
export interface ControllerParts {
  readonly api: ApiClient;
  readonly now: () => number;
  readonly events: EventRecorder;
  /** A local copy of all objects of a kind, complete before the first key is reconciled. */
  observe<K extends Kind>(kind: K): ObservedKind<K>;
  enqueue(key: string): void;
  enqueueAfter(key: string, delayMs: number): void;
}

export type ObservedKind<K extends Kind> = Omit<Informer<K>, typeof Symbol.asyncDispose>;

export interface Reconciler {
  /** The controller's name in Events: `replicaset-controller`. */
  readonly name: string;
  /** How many keys are reconciled at a time. */
  readonly workers?: number;
  readonly backoffMs?: BackoffMs;
  /** Registers its informers and returns the function that reconciles one key. If that throws, the key is retried. */
  setUp(parts: ControllerParts): (key: string) => Promise<void>;
}

/** Changes add keys to a queue, and each key is reconciled from the object's whole state: level-triggered. */
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
