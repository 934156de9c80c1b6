import { pause } from '../../async/pause.ts';
import { errorText, isTransient } from '../../kube/api-error.ts';
import type { PodRef } from '../../kube/evict.ts';

/** What a pod waits for, kept current for the timeout's message. */
export interface WaitingPod {
  for: string;
  readonly signal: AbortSignal;
}

/** A pod that a drain left on its node. */
export interface RemainingPod {
  readonly pod: PodRef;
  readonly why: string;
  /** `refused`: its eviction failed, and was not requested again. */
  readonly because: 'limit' | 'refused';
}

/** Ends the attempts to evict one pod. The others go on, as in kubectl (pkg/drain). */
export class EvictionRefused extends Error {
  override readonly name = 'EvictionRefused';
}

interface EmptyOptions {
  /** When the attempts end. */
  readonly limit: AbortSignal;
  readonly signal: AbortSignal;
  empty(pod: PodRef, waiting: WaitingPod): Promise<void>;
}

/**
 * Empties all at once; returns the pods that still exist at the limit, and those whose eviction was refused.
 * @throws the first other error, which ends all attempts; the signal's reason when aborted
 */
export async function emptyUntilLimit(
  pods: readonly PodRef[],
  { limit, signal, empty }: EmptyOptions,
): Promise<readonly RemainingPod[]> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, limit, failed.signal]);
  const results = await Promise.all(
    pods.map(async (pod): Promise<RemainingPod | null> => {
      const waiting: WaitingPod = { for: 'not evicted yet', signal: stop };
      try {
        await empty(pod, waiting);
        return null;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof EvictionRefused) return { pod, why: error.message, because: 'refused' };
        if (limit.aborted) return { pod, why: waiting.for, because: 'limit' };
        failed.abort(error);
        throw error;
      }
    }),
  );
  return results.filter((result) => result !== null);
}

/** Repeats until the answer is yes, through transient errors. */
export async function pollUntilTrue(
  waiting: WaitingPod,
  pollMs: number,
  ask: () => Promise<boolean>,
): Promise<void> {
  for (;;) {
    try {
      if (await ask()) return;
    } catch (error) {
      waiting.signal.throwIfAborted();
      if (!isTransient(error)) throw error;
      waiting.for = errorText(error);
    }
    await pause(pollMs, waiting.signal);
  }
}

/** For messages: each pod, and why it is still there. */
export function describeRemaining(left: readonly RemainingPod[]): string {
  return left.map(({ pod, why }) => `${pod.namespace}/${pod.name} (${why})`).join(', ');
}
