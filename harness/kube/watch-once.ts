import { type KubernetesObject, Watch } from '@kubernetes/client-node';
import { apiFailure, errorText } from './api-error.ts';
import type { Kube } from './connect.ts';

/**
 * How a watch ended.
 * - `resumable`: regularly: the server's own time limit, or 30 s of silence. The next watch gets what was missed.
 * - `expired`: the server no longer knows that resourceVersion (410).
 * - `broken`: refused, cut, or never answered.
 */
export type WatchEnd =
  | { readonly how: 'resumable' }
  | { readonly how: 'aborted' }
  | { readonly how: 'expired' | 'broken'; readonly why: string };

export interface WatchOnceOptions<T> {
  readonly kube: Kube;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly resourceVersion: string;
  readonly onEvent: (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: T) => void;
  /** The version to resume from, after every event and bookmark. */
  readonly onVersion: (resourceVersion: string) => void;
  readonly signal: AbortSignal;
}

interface Status {
  readonly code?: number;
  readonly message?: string;
}

/** One watch from its start to its end. Never throws. */
export function watchOnce<T extends KubernetesObject>(options: WatchOnceOptions<T>): Promise<WatchEnd> {
  const { kube, path, signal } = options;
  return new Promise((resolve) => {
    let over = false;
    let answered = false;
    const settle = (end: WatchEnd) => {
      if (over) return;
      over = true;
      signal.removeEventListener('abort', onAbort);
      started.then(
        (controller) => controller.abort(),
        () => {}, // A watch that never started has reported the reason to `onDone`.
      );
      resolve(end);
    };
    const onAbort = () => settle({ how: 'aborted' });
    const onEvent = (type: string, object: T & Status) => {
      if (over) return;
      if (type === 'ERROR') {
        settle(
          object.code === 410 ? expired(object) : { how: 'broken', why: object.message ?? 'watch error' },
        );
        return;
      }
      const version = object.metadata?.resourceVersion;
      if (version !== undefined) options.onVersion(version);
      if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') options.onEvent(type, object);
    };
    const onDone = (error: unknown) => {
      if (isNothing(error) || (isSilence(error) && answered)) settle({ how: 'resumable' });
      else if (apiFailure(error)?.status === 410) settle(expired({}));
      else settle({ how: 'broken', why: errorText(error) });
    };
    const query = { ...options.query, resourceVersion: options.resourceVersion, allowWatchBookmarks: true };
    const started = new Watch(kube.config).watch(path, query, onEvent, onDone);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    started.then(() => {
      answered = true;
    }, onDone);
  });
}

function expired(status: Status): WatchEnd {
  return { how: 'expired', why: status.message ?? '410 resourceVersion too old' };
}

function isNothing(error: unknown): boolean {
  return error === null || error === undefined;
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}
