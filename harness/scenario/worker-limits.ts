import { countNodes } from './node-quantity.ts';
import type { UpgradePolicy, WorkerPolicy } from './upgrade-policy.ts';

/** How many nodes of a pool come before others leave, and how many may be missing, at a time. */
interface WorkerLimits {
  readonly surge: number;
  readonly unavailable: number;
}

/** How the workers of a pool are rolled. */
export function findWorkerPolicy(
  { nodes, pools }: Pick<UpgradePolicy, 'nodes' | 'pools'>,
  pool: string,
): WorkerPolicy {
  return (Object.hasOwn(pools, pool) ? pools[pool] : undefined) ?? nodes;
}

/** The limits of a pool of so many nodes. If both are zero, one node may be missing: nothing could proceed otherwise. */
export function resolveLimits(policy: WorkerPolicy, nodes: number): WorkerLimits {
  const { maxUnavailable, rounding } = policy;
  const surge = 'maxSurge' in policy ? countNodes(policy.maxSurge, nodes, rounding.maxSurge) : 0;
  const unavailable = countNodes(maxUnavailable, nodes, rounding.maxUnavailable);
  return { surge, unavailable: surge === 0 ? Math.max(1, unavailable) : unavailable };
}

/** How many nodes of a pool leave at a time, at most: those that may be missing, and as many as came before them. */
export function countSideBySide(policy: WorkerPolicy, nodes: number): number {
  const { surge, unavailable } = resolveLimits(policy, nodes);
  return surge + unavailable;
}
