import type { Refusal } from './candidates.ts';

/**
 * Why no node takes a pod, as the real scheduler words it. Its second half is what preemption found: with pods of one
 * priority only, never a victim.
 */
export function unavailable(refusals: readonly Refusal[]): string {
  if (refusals.length === 0) return 'no nodes available to schedule pods';
  const preemption = refusals.map(({ byPods }) =>
    byPods ? 'No preemption victims found for incoming pod' : 'Preemption is not helpful for scheduling',
  );
  return `${counted(refusals.map(({ reason }) => reason))} preemption: ${counted(preemption)}`;
}

/** `0/3 nodes are available: 1 Too many pods, 2 node(s) were unschedulable.` */
function counted(reasons: readonly string[]): string {
  const counts = Map.groupBy(reasons, (reason) => reason);
  const parts = [...counts].map(([reason, same]) => `${same.length} ${reason}`).toSorted();
  return `0/${reasons.length} nodes are available: ${parts.join(', ')}.`;
}
