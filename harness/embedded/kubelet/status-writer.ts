import { isDeepStrictEqual } from 'node:util';
import { backoff } from '../../async/backoff.ts';
import { pauseUnlessAborted } from '../../async/pause.ts';
import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { Pod } from '../objects.ts';
import type { PodStatus } from './container-status.ts';

/** Writes a pod's status to the API as its kubelet sees it. */
export interface StatusWriter {
  /** Called with the pod when it has been read. */
  seen(pod: Pod): void;
  /**
   * Called when the status has changed. Resolves when it has been written or the pod is gone; waits while the
   * API is unavailable.
   */
  write(): Promise<void>;
}

/** Delay between two attempts at an unavailable API. */
const retryMs = { first: 100, most: 2_000 };

/**
 * One write at a time, each with the current status: changes in quick succession result in one write.
 * @param status the desired status, given the newest pod
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
  /** Another component has written the pod: the scheduler, or an eviction. */
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

/** The wire form: without members that are not set. */
const plain = (status: PodStatus | undefined): unknown => JSON.parse(JSON.stringify(status ?? null));
