import { isDeepStrictEqual } from 'node:util';
import { backoff } from '../../async/backoff.ts';
import { pauseUnlessAborted } from '../../async/pause.ts';
import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { Pod } from '../objects.ts';
import type { PodStatus } from './container-status.ts';

/** Keeps a pod's status in the API as its kubelet sees it. */
export interface StatusWriter {
  /** The pod has been read. */
  seen(pod: Pod): void;
  /** It has changed. Resolves when what it is then has been written, or the pod has gone; waits out an API that is away. */
  write(): Promise<void>;
}

/** Between two attempts at an API that is away. */
const retryMs = { first: 100, most: 2_000 };

/**
 * One write at a time, each of what the status is then: changes that come quickly are written as one.
 * @param status as it should be, given the newest pod
 */
export function statusWriter(
  api: ApiClient,
  first: Pod,
  status: (pod: Pod) => PodStatus,
  signal: AbortSignal,
): StatusWriter {
  let pod = first;
  let gone = false;
  let running: Promise<void> | null = null;
  let queued: Promise<void> | null = null;

  const take = (read: Pod) => {
    if (read.metadata.uid !== first.metadata.uid) gone = true;
    else if (Number(read.metadata.resourceVersion) > Number(pod.metadata.resourceVersion)) pod = read;
  };
  const attempt = async () => {
    const next = status(pod);
    if (isDeepStrictEqual(plain(next), plain(pod.status))) return;
    take(await api.updateStatus('Pod', { ...pod, status: next }));
  };
  const writeOnce = async () => {
    for (let failures = 0; !gone && !signal.aborted; failures += 1) {
      try {
        await attempt();
        return;
      } catch (error) {
        const code = error instanceof ApiFailure ? error.code : 0;
        if (code === 404) gone = true;
        else if (code === 409) await refresh();
        else {
          if (code !== 0) console.error(error);
          await pauseUnlessAborted(backoff(retryMs, failures), signal);
        }
      }
    }
  };
  /** Somebody else has written it: the scheduler, an eviction. */
  const refresh = async () => {
    const { namespace = '', name } = first.metadata;
    try {
      take(await api.get('Pod', { namespace, name }));
    } catch (error) {
      if (error instanceof ApiFailure && error.code === 404) gone = true;
    }
  };

  const start = () => {
    running = writeOnce().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    seen: take,
    write() {
      if (queued !== null) return queued;
      if (running === null) return start();
      queued = running.then(() => {
        queued = null;
        return start();
      });
      return queued;
    },
  };
}

/** As it is on the wire: without what is not set. */
const plain = (status: PodStatus | undefined): unknown => JSON.parse(JSON.stringify(status ?? null));
