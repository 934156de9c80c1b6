import { getTraits } from '../scenario/providers/table.ts';
import type { NodeRef, Role, Scenario } from '../scenario/scenario.ts';
import { estimate, type PhaseEstimate } from './estimate.ts';
import { type ProductionEstimate, productionEstimate } from './production.ts';
import { planReplacements, type Replacement } from './replacement.ts';

/** The order of a roll. */
export interface RollPlan {
  readonly to: string;
  readonly steps: readonly RollStep[];
}

/** What is done to one of the initial nodes. */
export interface RollStep {
  readonly node: NodeRef;
  /** Without one it is upgraded in place. */
  readonly replacement?: Replacement;
  /** Pause after it, before validating. */
  readonly intervalMs: number;
}

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
  /** Name of the node. */
  readonly node: string;
  readonly role: Role;
  readonly pool: string;
  /** New nodes before this one is cordoned, and after it is removed. Their names are not known before. */
  readonly provisions: { readonly before: number; readonly after: number };
  /** Pause after it, before validating. */
  readonly intervalMs: number;
}

/**
 * Every node once: control planes first, since no kubelet may be newer than its API server, then the pools in the
 * order of the scenario or by name, as the provider's traits say; within each by ordinal. Nodes of a pool that the
 * scenario does not name come last.
 */
export function createPlan(scenario: Scenario, nodes: readonly NodeRef[]): RollPlan {
  const written = scenario.cluster.pools.map(({ name }) => name);
  const { poolOrder } = getTraits(scenario.cluster.provider);
  const pools = poolOrder === 'name' ? written.toSorted() : written;
  const rank = ({ slot }: NodeRef) => {
    if (slot.role === 'control-plane') return -1;
    const index = pools.indexOf(slot.pool);
    return index < 0 ? pools.length : index;
  };
  const ordered = nodes.toSorted((a, b) => rank(a) - rank(b) || a.slot.ordinal - b.slot.ordinal);
  const { controlPlane, nodes: workers } = scenario.upgrade;
  const replacements = planReplacements(scenario, ordered);
  return {
    to: scenario.cluster.to,
    steps: ordered.map((node) => {
      const replacement = replacements.get(node);
      const { intervalMs } = node.slot.role === 'control-plane' ? controlPlane : workers;
      return { node, intervalMs, ...(replacement === undefined ? {} : { replacement }) };
    }),
  };
}

/** The content of plan.json for this roll of the scenario. */
export function planFile(scenario: Scenario, { to, steps }: RollPlan): Plan {
  return {
    version: 1,
    from: scenario.cluster.from,
    to,
    steps: steps.map(({ node, replacement, intervalMs }, index) => ({
      index,
      node: node.name,
      role: node.slot.role,
      pool: node.slot.pool,
      provisions: { before: replacement?.ahead.length ?? 0, after: replacement?.refill ? 1 : 0 },
      intervalMs,
    })),
    phases: estimate(scenario),
    production: productionEstimate(scenario),
  };
}
