import type { NodeRef, Scenario, Slot } from '../scenario/scenario.ts';
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
 * How each node of a roll is replaced; empty where nodes stay. Control planes never surge. Of a pool of N nodes with a surge
 * of S, at most N, the first S new nodes come before anything else, into the slots of the last S nodes; then each node
 * leaves in turn, and all but those last S are followed by a new one in their slot. As kops does it, which detaches
 * the last S of an instance group first: what it then terminates of them is not launched again. `replace` is a surge
 * of none. One node leaves at a time, however many surge (kops drains maxSurge + maxUnavailable at once).
 */
export function planReplacements(
  { upgrade }: Scenario,
  ordered: readonly NodeRef[],
): ReadonlyMap<NodeRef, Replacement> {
  const { none, controlPlane, nodes } = upgrade;
  if (none) return new Map();
  const refilled = { ahead: [], refill: true };
  const controlPlanes = replaces[controlPlane.strategy]
    ? ordered
        .filter(({ slot }) => slot.role === 'control-plane')
        .map((node): [NodeRef, Replacement] => [node, refilled])
    : [];
  if (!replaces[nodes.strategy]) return new Map(controlPlanes);
  const surge = 'maxSurge' in nodes ? nodes.maxSurge : 0;
  const pools = Map.groupBy(
    ordered.filter(({ slot }) => slot.role === 'worker'),
    ({ slot }) => slot.pool,
  );
  const workers = [...pools.values()].flatMap((pool) => replacementsIn(pool, Math.min(surge, pool.length)));
  return new Map([...controlPlanes, ...workers]);
}

function replacementsIn(
  pool: readonly NodeRef[],
  surge: number,
): readonly (readonly [NodeRef, Replacement])[] {
  const ahead = pool.slice(pool.length - surge).map(({ slot }) => slot);
  return pool.map((node, index) => [
    node,
    { ahead: index === 0 ? ahead : [], refill: index < pool.length - surge },
  ]);
}
