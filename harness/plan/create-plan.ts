import { getTraits } from '../scenario/providers/table.ts';
import type { NodeRef, Scenario } from '../scenario/scenario.ts';
import { findWorkerPolicy } from '../scenario/worker-limits.ts';
import { orderNodes } from './order-nodes.ts';
import { planPool } from './plan-pool.ts';
import { planReplacements } from './replacement.ts';
import type { RollPlan, RollStep } from './roll-plan.ts';

/**
 * Every node once: control planes first, one by one by ordinal, since no kubelet may be newer than its API server, then the
 * pools in the order of the scenario or by name, as the provider's traits say; each pool as its policy says. Pools that
 * the scenario does not name come last, by name.
 */
export function createPlan(
  scenario: Pick<Scenario, 'cluster' | 'upgrade'>,
  nodes: readonly NodeRef[],
): RollPlan {
  const { cluster, upgrade } = scenario;
  const pools = Map.groupBy(
    nodes.filter(({ slot }) => slot.role === 'worker'),
    ({ slot }) => slot.pool,
  );
  return {
    to: cluster.to,
    steps: [
      ...planControlPlanes(scenario, nodes),
      ...orderPools(cluster, [...pools.keys()]).flatMap((pool) =>
        planPool(pools.get(pool) ?? [], findWorkerPolicy(upgrade, pool), upgrade.none),
      ),
    ],
  };
}

function planControlPlanes(
  { upgrade: { none, controlPlane } }: Pick<Scenario, 'upgrade'>,
  nodes: readonly NodeRef[],
): readonly RollStep[] {
  const ordered = orderNodes(
    nodes.filter(({ slot }) => slot.role === 'control-plane'),
    { by: 'listed' },
  );
  const oneByOne = ordered.map((node) => [node]);
  const replacements = none ? null : planReplacements(controlPlane.strategy, 0, oneByOne);
  return ordered.map((node) => {
    const replacement = replacements?.get(node);
    return { node, intervalMs: controlPlane.intervalMs, ...(replacement !== undefined && { replacement }) };
  });
}

function orderPools({ provider, pools }: Scenario['cluster'], found: readonly string[]): readonly string[] {
  const written = pools.map(({ name }) => name);
  const ordered = getTraits(provider).poolOrder === 'name' ? written.toSorted() : written;
  const known = ordered.filter((name) => found.includes(name));
  return [...known, ...found.filter((name) => !known.includes(name)).toSorted()];
}
