import { RehearsalError } from '../../errors.ts';
import { type PodRef, podRef, podsOn } from '../../kube/evict.ts';
import { retryTransient } from '../../kube/request.ts';
import { atLimit } from './at-limit.ts';
import { describeRemaining, emptyUntilLimit, type RemainingPod } from './empty-pods.ts';
import { type DrainOptions, evictUntilGone, journalEviction } from './evict-pod.ts';
import { explainHeld } from './explain-held.ts';
import { HeldPods } from './held-pods.ts';
import { describeReturned } from './returned-pods.ts';
import { describeLosses, selectPods } from './select-pods.ts';

/**
 * Empties a node as `kubectl drain --ignore-daemonsets` does: every pod at once, except those of DaemonSets, static and
 * finished ones; those without a controller or with emptyDir data as the policy says. Blocked evictions are requested
 * again until the timeout. Other failures of an eviction, also of an API that is unavailable, are handled as `onError`
 * says. Meanwhile it is journaled why evictions are held.
 * @returns what was done, as text
 * @throws RehearsalError `drain-timed-out`, `eviction-refused` or `drain-refused` if the policy says so; other API
 * errors; the signal's reason when aborted
 */
export async function drain(options: DrainOptions): Promise<string> {
  const { kube, node, policy, signal } = options;
  const limit = AbortSignal.timeout(policy.timeoutMs);
  const listed = await retryTransient(() => podsOn(kube, node, signal), {
    signal,
    timeoutMs: policy.timeoutMs,
  });
  const selected = selectPods(listed, node, policy);
  const pods = selected.pods.map(podRef);
  const left = await evictAll(pods, limit, options);
  const late = left.filter(({ because }) => because === 'limit');
  for (const { pod, why } of late) journalEviction(options, pod, 'timed-out', why);
  const refused = left.filter(({ because }) => because === 'refused');
  if (refused.length > 0) throw createRefusal(options, refused);
  return [
    `${pods.length - left.length} of ${pods.length} pods evicted`,
    ...(left.length === 0 ? [] : [await atLimit[policy.onTimeout](left, options)]),
    ...describeLosses(selected),
    ...(await describeReturned(listed, selected.pods, options)),
  ].join('; ');
}

/** Returns the pods that are left. */
async function evictAll(
  pods: readonly PodRef[],
  limit: AbortSignal,
  options: DrainOptions,
): Promise<readonly RemainingPod[]> {
  const { signal, step, node } = options;
  const held = new HeldPods();
  const listHeld = (untilUs: number) => held.since(untilUs).map((one) => ({ ...one, step, node }));
  const done = new AbortController();
  const explaining = explainHeld(listHeld, options, AbortSignal.any([signal, limit, done.signal]));
  try {
    return await emptyUntilLimit(pods, {
      ...{ limit, signal },
      empty: (pod, waiting) => evictUntilGone(pod, waiting, held, options),
    });
  } finally {
    done.abort();
    await explaining;
  }
}

function createRefusal({ node }: DrainOptions, refused: readonly RemainingPod[]): RehearsalError {
  return new RehearsalError(
    'eviction-refused',
    `draining ${node} failed; the node stays cordoned: ${describeRemaining(refused)}`,
  );
}
