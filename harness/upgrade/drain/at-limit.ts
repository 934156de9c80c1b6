import { RehearsalError } from '../../errors.ts';
import { duration } from '../../format/durations.ts';
import type { DrainPolicy } from '../../scenario/scenario.ts';
import { describeRemaining, emptyUntilLimit, type RemainingPod } from './empty-pods.ts';
import { type DrainOptions, deleteUntilGone, journalEviction } from './evict-pod.ts';

/** What was done about the pods that a drain left on its node, as text. @throws RehearsalError `drain-timed-out` */
type AtLimit = (left: readonly RemainingPod[], options: DrainOptions) => Promise<string>;

/** What follows a drain that reached its limit, by `upgrade.drain.onTimeout`. */
export const atLimit: Readonly<Record<DrainPolicy['onTimeout'], AtLimit>> = {
  fail: async (left, options) => {
    throw createTimeOut(options, left);
  },
  // The roll then goes on without this node, if it may: see NodeActions.
  quarantine: async (left, options) => {
    throw createTimeOut(options, left);
  },
  continue: async (left) => `continued with ${describeRemaining(left)}`,
  'delete-pods': async (left, options) => {
    const stuck = await deleteAll(left, options);
    if (stuck.length > 0) throw createTimeOut(options, stuck);
    return `deleted ${describeRemaining(left)}`;
  },
  // As GKE does once its time for budgets is up; what outlives its grace period ends with the node.
  'evict-anyway': async (left, options) => {
    const stuck = await deleteAll(left, options);
    for (const { pod, why } of stuck) journalEviction(options, pod, 'timed-out', why);
    const done = `evicted past their budgets: ${describeRemaining(left)}`;
    return stuck.length === 0 ? done : `${done}; continued with ${describeRemaining(stuck)}`;
  },
};

/** Within the same time again; returns the pods that still exist then. */
function deleteAll(left: readonly RemainingPod[], options: DrainOptions): Promise<readonly RemainingPod[]> {
  const { policy, signal } = options;
  return emptyUntilLimit(
    left.map(({ pod }) => pod),
    {
      ...{ limit: AbortSignal.timeout(policy.timeoutMs), signal },
      empty: (pod, waiting) => deleteUntilGone(pod, waiting, options),
    },
  );
}

function createTimeOut({ node, policy }: DrainOptions, left: readonly RemainingPod[]): RehearsalError {
  const within = duration(policy.timeoutMs);
  return new RehearsalError(
    'drain-timed-out',
    `draining ${node} took longer than ${within}; the node stays cordoned: ${describeRemaining(left)}`,
  );
}
