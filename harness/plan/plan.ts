import type { Role, Scenario } from '../scenario/scenario.ts';
import { estimate, type PhaseEstimate } from './estimate.ts';
import { type ProductionEstimate, productionEstimate } from './production.ts';
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
