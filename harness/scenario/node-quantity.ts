/** A number of nodes, or a whole percentage of the nodes of their pool, such as `25%`. */
export type NodeQuantity = number | `${number}%`;

/**
 * Where a percentage ends within a node: `up` to that node, `down` to the one before. `down-to-one` is `down`, and one
 * node instead of none.
 */
export const roundings = ['up', 'down', 'down-to-one'] as const;
export type Rounding = (typeof roundings)[number];

const round: Readonly<Record<Rounding, (nodes: number) => number>> = {
  up: Math.ceil,
  down: Math.floor,
  'down-to-one': (nodes) => Math.max(1, Math.floor(nodes)),
};

/** How many nodes of a pool of `nodes` that is, at most all of them. A percentage is a whole one: the product is exact. */
export function countNodes(quantity: NodeQuantity, nodes: number, rounding: Rounding): number {
  if (typeof quantity === 'number') return Math.min(quantity, nodes);
  return Math.min(nodes, round[rounding]((Number.parseInt(quantity, 10) * nodes) / 100));
}
