import type { V1Pod } from '@kubernetes/client-node';
import { pause } from '../async/pause.ts';
import { RehearsalError } from '../errors.ts';
import { duration } from '../format/durations.ts';
import type { JournalEntry } from '../journal/records.ts';
import { errorText, isTransient } from '../kube/api-error.ts';
import type { Kube } from '../kube/connect.ts';
import { deletePod, evict, isGone, type PodRef, podRef, podsOn } from '../kube/evict.ts';
import { retryTransient } from '../kube/request.ts';
import type { DrainPolicy } from '../scenario/scenario.ts';
import type { Append } from './roller.ts';

type EvictionResult = Extract<JournalEntry, { type: 'eviction' }>['result'];

export interface DrainOptions {
  readonly kube: Kube;
  readonly node: string;
  readonly policy: DrainPolicy;
  /** Index of the step, for the journal. */
  readonly step: number;
  readonly append: Append;
  readonly signal: AbortSignal;
  /**
   * Delay before a blocked eviction is retried: 2 s, while kubectl waits 5, so that a budget that allows it
   * is used at once.
   */
  readonly retryMs?: number;
  /** Delay between checks of an evicted pod. */
  readonly pollMs?: number;
}

/**
 * Empties a node as `kubectl drain --ignore-daemonsets --delete-emptydir-data --force` does: every pod at once, except
 * those of DaemonSets, static and finished ones. Blocked evictions are retried until the timeout, also while the API is
 * unavailable.
 * @returns what was done, as text
 * @throws RehearsalError `drain-timed-out` if the policy says so; other API errors; the signal's reason when aborted
 */
export async function drain(options: DrainOptions): Promise<string> {
  const { kube, node, policy, signal } = options;
  const limit = AbortSignal.timeout(policy.timeoutMs);
  const listed = await retryTransient(() => podsOn(kube, node, signal), {
    signal,
    timeoutMs: policy.timeoutMs,
  });
  const pods = listed.filter(isDrained).map(podRef);
  const left = await emptyUntilLimit(pods, limit, options, (pod, waiting) =>
    evictUntilGone(pod, waiting, options),
  );
  for (const { pod, why } of left) journalEviction(options, pod, 'timed-out', why);
  const done = `${pods.length - left.length} of ${pods.length} pods evicted`;
  if (left.length === 0) return done;
  if (policy.onTimeout === 'continue') return `${done}; continued with ${describeRemaining(left)}`;
  if (policy.onTimeout === 'fail') throw createTimeOut(options, left);
  const again = AbortSignal.timeout(policy.timeoutMs);
  const pending = left.map(({ pod }) => pod);
  const stuck = await emptyUntilLimit(pending, again, options, (pod, waiting) =>
    deleteUntilGone(pod, waiting, options),
  );
  if (stuck.length > 0) throw createTimeOut(options, stuck);
  return `${done}; deleted ${describeRemaining(left)}`;
}

/** DaemonSet pods would be recreated, static ones belong to the kubelet, and finished ones need no eviction. */
function isDrained(pod: V1Pod): boolean {
  const owner = pod.metadata?.ownerReferences?.find((reference) => reference.controller);
  const isMirror = pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined;
  const isFinished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
  return owner?.kind !== 'DaemonSet' && !isMirror && !isFinished;
}

/** What a pod waits for, kept current for the timeout's message. */
interface WaitingPod {
  for: string;
  readonly signal: AbortSignal;
}

interface RemainingPod {
  readonly pod: PodRef;
  readonly why: string;
}

/** Empties all at once; returns the pods that still existed at the limit. */
async function emptyUntilLimit(
  pods: readonly PodRef[],
  limit: AbortSignal,
  { signal }: DrainOptions,
  empty: (pod: PodRef, waiting: WaitingPod) => Promise<void>,
): Promise<RemainingPod[]> {
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
        if (limit.aborted) return { pod, why: waiting.for };
        failed.abort(error);
        throw error;
      }
    }),
  );
  return results.filter((result) => result !== null);
}

async function evictUntilGone(pod: PodRef, waiting: WaitingPod, options: DrainOptions): Promise<void> {
  let blockedBy = '';
  await pollUntilTrue(waiting, options.pollMs, async () => {
    const eviction = await evict(options.kube, pod, waiting.signal);
    if (eviction.result !== 'blocked') {
      journalEviction(options, pod, eviction.result);
      return true;
    }
    waiting.for = eviction.detail;
    if (eviction.detail !== blockedBy) journalEviction(options, pod, 'blocked', eviction.detail);
    blockedBy = eviction.detail;
    await pause(options.retryMs ?? 2_000, waiting.signal);
    return false;
  });
  waiting.for = 'evicted, but not gone yet';
  await pollUntilTrue(waiting, options.pollMs, () => isGone(options.kube, pod, waiting.signal));
}

async function deleteUntilGone(pod: PodRef, waiting: WaitingPod, options: DrainOptions): Promise<void> {
  await pollUntilTrue(waiting, options.pollMs, async () => {
    await deletePod(options.kube, pod, waiting.signal);
    return true;
  });
  journalEviction(options, pod, 'deleted');
  waiting.for = 'deleted, but not gone yet';
  await pollUntilTrue(waiting, options.pollMs, () => isGone(options.kube, pod, waiting.signal));
}

/** Repeats until the answer is yes, through transient errors. */
async function pollUntilTrue(
  waiting: WaitingPod,
  pollMs = 1_000,
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

function journalEviction(options: DrainOptions, pod: PodRef, result: EvictionResult, detail?: string): void {
  options.append({
    type: 'eviction',
    step: options.step,
    namespace: pod.namespace,
    pod: pod.name,
    uid: pod.uid,
    node: options.node,
    result,
    ...(detail === undefined ? {} : { detail }),
  });
}

function createTimeOut({ node, policy }: DrainOptions, left: readonly RemainingPod[]): RehearsalError {
  const within = duration(policy.timeoutMs);
  return new RehearsalError(
    'drain-timed-out',
    `draining ${node} took longer than ${within}; the node stays cordoned: ${describeRemaining(left)}`,
  );
}

function describeRemaining(left: readonly RemainingPod[]): string {
  return left.map(({ pod, why }) => `${pod.namespace}/${pod.name} (${why})`).join(', ');
}
