import type { NodeRef, Role, Scenario } from '../scenario/scenario.ts';
import { estimate, type PhaseEstimate } from './estimate.ts';
import { type ProductionEstimate, productionEstimate } from './production.ts';

/** The order of a roll. */
export interface RollPlan {
  readonly to: string;
  readonly steps: readonly { readonly node: NodeRef; readonly intervalMs: number }[];
}

/** What plan.json holds: what will be done, in which order, and how long that should take. */
export interface Plan {
  readonly version: 1;
  readonly from: string;
  readonly to: string;
  readonly steps: readonly PlannedStep[];
  readonly phases: readonly PhaseEstimate[];
  /** Null where the scenario says too little of production. */
  readonly production: ProductionEstimate | null;
}

interface PlannedStep {
  readonly index: number;
  /** Name of the node. */
  readonly node: string;
  readonly role: Role;
  readonly pool: string;
  /** Pause after it, before validating. */
  readonly intervalMs: number;
}

/**
 * Every node once: control planes first, since no kubelet may be newer than its API server, then the pools in the
 * order of the scenario; within each by ordinal. Nodes of a pool that the scenario does not name come last.
 */
export function planOf(scenario: Scenario, nodes: readonly NodeRef[]): RollPlan {
  const pools = scenario.cluster.pools.map(({ name }) => name);
  const rank = ({ slot }: NodeRef) => {
    if (slot.role === 'control-plane') return -1;
    const index = pools.indexOf(slot.pool);
    return index < 0 ? pools.length : index;
  };
  const ordered = nodes.toSorted((a, b) => rank(a) - rank(b) || a.slot.ordinal - b.slot.ordinal);
  const { controlPlane, nodes: workers } = scenario.upgrade;
  return {
    to: scenario.cluster.to,
    steps: ordered.map((node) => ({
      node,
      intervalMs: (node.slot.role === 'control-plane' ? controlPlane : workers).intervalMs,
    })),
  };
}

/** The content of plan.json for these nodes. */
export function planFile(scenario: Scenario, nodes: readonly NodeRef[]): Plan {
  return {
    version: 1,
    from: scenario.cluster.from,
    to: scenario.cluster.to,
    steps: planOf(scenario, nodes).steps.map(({ node, intervalMs }, index) => ({
      index,
      node: node.name,
      role: node.slot.role,
      pool: node.slot.pool,
      intervalMs,
    })),
    phases: estimate(scenario),
    production: productionEstimate(scenario),
  };
}
