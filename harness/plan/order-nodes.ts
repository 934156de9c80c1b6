import { createHash } from 'node:crypto';
import type { NodeOrder, NodeRef, Scenario } from '../scenario/scenario.ts';
import { findWorkerPolicy } from '../scenario/worker-limits.ts';

/** The nodes of a pool in the order of a roll, which depends on their slots and the seed alone. */
export function orderNodes(nodes: readonly NodeRef[], order: NodeOrder): readonly NodeRef[] {
  const listed = nodes.toSorted((a, b) => a.slot.ordinal - b.slot.ordinal);
  if (order.by === 'listed') return listed;
  return listed
    .map((node) => ({ node, key: hash(order.seed, node) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ node }) => node);
}

/** Nothing but the slot and the seed determine it, and no two slots have the same. */
function hash(seed: number, { slot }: NodeRef): string {
  return createHash('sha256').update(`${seed} ${slot.pool} ${slot.ordinal}`).digest('hex');
}

/** For the journal: each pool whose order a seed determined, with that seed; a line each. */
export function describeOrders({
  cluster,
  upgrade,
}: Pick<Scenario, 'cluster' | 'upgrade'>): readonly string[] {
  return cluster.pools.flatMap(({ name }) => {
    const { order } = findWorkerPolicy(upgrade, name);
    return order.by === 'random' ? [`pool ${name} is rolled in the random order of seed ${order.seed}`] : [];
  });
}
