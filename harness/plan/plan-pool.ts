import type { NodeRef, WorkerPolicy } from '../scenario/scenario.ts';
import { countSideBySide, resolveLimits } from '../scenario/worker-limits.ts';
import { orderNodes } from './order-nodes.ts';
import { planReplacements } from './replacement.ts';
import type { RollStep } from './roll-plan.ts';

/**
 * The steps of a pool's nodes: first the canaries, one by one, then groups of as many nodes as may leave at a time.
 * @param none whether nothing is changed: order, groups and pauses stay the same
 */
export function planPool(
  nodes: readonly NodeRef[],
  policy: WorkerPolicy,
  none: boolean,
): readonly RollStep[] {
  const canaries = Math.min(policy.canary?.nodes ?? 0, nodes.length);
  const groups = groupNodes(orderNodes(nodes, policy.order), canaries, countSideBySide(policy, nodes.length));
  const { surge } = resolveLimits(policy, nodes.length);
  const replacements = none ? null : planReplacements(policy.strategy, surge, groups);
  return groups.flatMap((group, position) => {
    const watchMs = position === canaries - 1 ? policy.canary?.watchMs : undefined;
    return group.map((node, place): RollStep => {
      const replacement = replacements?.get(node);
      return {
        node,
        intervalMs: watchMs ?? policy.intervalMs,
        ...(place > 0 && { withPrevious: true as const }),
        ...(position < canaries && { canary: true as const }),
        ...(replacement !== undefined && { replacement }),
      };
    });
  });
}

/** The first ones alone, the others in groups of a size. */
function groupNodes(nodes: readonly NodeRef[], alone: number, size: number): readonly (readonly NodeRef[])[] {
  const rest = nodes.slice(alone);
  const groups = Array.from({ length: Math.ceil(rest.length / size) }, (_, index) =>
    rest.slice(index * size, (index + 1) * size),
  );
  return [...nodes.slice(0, alone).map((node) => [node]), ...groups];
}
