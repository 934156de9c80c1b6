import { getTraits } from '../scenario/providers/table.ts';
import type { NodeRef, Role, Scenario } from '../scenario/scenario.ts';
import { findWorkerPolicy } from '../scenario/worker-limits.ts';
import { estimate, type PhaseEstimate } from './estimate.ts';
import { orderNodes } from './order-nodes.ts';
import { planPool } from './plan-pool.ts';
import { type ProductionEstimate, productionEstimate } from './production.ts';
import { planReplacements } from './replacement.ts';
import { groupSteps, type RollPlan, type RollStep } from './roll-plan.ts';

export type { RollPlan, RollStep };

/** The content of plan.json: the actions, their order, and how long they should take. */
export interface Plan {
  readonly version: 1;
  readonly from: string;
  readonly to: string;
  readonly steps: readonly PlannedStep[];
  readonly phases: readonly PhaseEstimate[];
  /** Null if the scenario has too few settings about production. */
  readonly production: ProductionEstimate | null;
}

interface PlannedStep {
  readonly index: number;
  /** Steps of the same group, counted from 0, begin together. */
  readonly group: number;
  /** Name of the node. */
  readonly node: string;
  readonly role: Role;
  readonly pool: string;
  /** New nodes before this one is cordoned, and after it is removed. Their names are not known before. */
  readonly provisions: { readonly before: number; readonly after: number };
  /** Rolled before the other nodes of its pool. */
  readonly canary: boolean;
  /** Pause after its group, before validating. */
  readonly intervalMs: number;
}

/**
 * Every node once: control planes first, one by one by ordinal, since no kubelet may be newer than its API server, then the
 * pools in the order of the scenario or by name, as the provider's traits say; each pool as its policy says. Pools that
 * the scenario does not name come last, by name.
 */
export function createPlan(scenario: Scenario, nodes: readonly NodeRef[]): RollPlan {
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
  { upgrade: { none, controlPlane } }: Scenario,
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

/** The content of plan.json for this roll of the scenario. */
export function planFile(scenario: Scenario, { to, steps }: RollPlan): Plan {
  const planned = groupSteps(steps).flatMap((group, number) =>
    group.map(({ index, step }): PlannedStep => {
      const { node, replacement, intervalMs, canary = false } = step;
      return {
        index,
        group: number,
        node: node.name,
        role: node.slot.role,
        pool: node.slot.pool,
        provisions: { before: replacement?.ahead.length ?? 0, after: replacement?.refill ? 1 : 0 },
        canary,
        intervalMs,
      };
    }),
  );
  return {
    version: 1,
    from: scenario.cluster.from,
    to,
    steps: planned,
    phases: estimate(scenario),
    production: productionEstimate(scenario),
  };
}
