import type { NodeMaintenance } from '../clusters/cluster.ts';
import type { Kube } from '../kube/connect.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { inPlaceRoller } from './in-place.ts';
import { noneRoller } from './none.ts';
import type { Roller } from './roller.ts';
import type { StepOptions } from './steps.ts';

export interface RollerDeps extends Omit<StepOptions, 'gate'> {
  readonly ops: NodeMaintenance;
  readonly kube: Kube;
}

/** The roller that a scenario asks for: the only switch. */
export function rollerOf({ upgrade, cluster }: Scenario, deps: RollerDeps): Roller {
  const options = { ...deps, gate: upgrade.gate };
  return upgrade.none
    ? noneRoller(options)
    : inPlaceRoller({ ...options, drain: upgrade.drain, from: cluster.from });
}
