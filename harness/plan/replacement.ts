import type { NodeRef, Slot } from '../scenario/scenario.ts';
import type { WorkerStrategy } from '../scenario/upgrade-policy.ts';

/** How a node makes room for a new one. */
export interface Replacement {
  /** New nodes in these slots come before the node is cordoned. */
  readonly ahead: readonly Slot[];
  /** Whether a new node takes its slot once it is removed. */
  readonly refill: boolean;
}

/** Whether a node leaves, and a new one joins. */
const replaces: Readonly<Record<WorkerStrategy, boolean>> = {
  'in-place': false,
  replace: true,
  surge: true,
};

/**
 * How each node of a pool is replaced; empty where nodes stay. Of N nodes with a surge of S, at most N, S new nodes come
 * into the slots of the last S nodes before any node of the first group leaves that needs them; all nodes but those last S
 * are followed by a new one in their slot. As kops does it, which detaches the last S of an instance group first: what
 * it then terminates of them is not launched again. `replace` is a surge of none. Nodes of one group leave side by side:
 * each awaits its own share of the surge, so that no more are missing at a time than may be.
 * @param groups nodes in the order of the roll
 */
export function planReplacements(
  strategy: WorkerStrategy,
  surge: number,
  groups: readonly (readonly NodeRef[])[],
): ReadonlyMap<NodeRef, Replacement> {
  if (!replaces[strategy]) return new Map();
  const nodes = groups.flat();
  const first = groups[0]?.length ?? 0;
  const refilled = nodes.length - surge;
  const slots = nodes.slice(refilled).map(({ slot }) => slot);
  return new Map(
    nodes.map((node, index) => {
      const ahead = index < first ? slots.filter((_, place) => place % first === index) : [];
      return [node, { ahead, refill: index < refilled }];
    }),
  );
}
