import { getTraits } from '../scenario/providers/table.ts';
import type { GatePolicy, Scenario } from '../scenario/scenario.ts';

/** How often a roll of some nodes pauses: for its interval, and for its gate. */
export interface RollPauses {
  /** Nodes, or groups of nodes that leave at a time. */
  readonly groups: number;
  /** Nodes in a group, at most. */
  readonly perGroup: number;
  /** Pauses before the first node leaves: what surges is awaited, too. */
  readonly ahead: number;
}

/**
 * Pauses of the workers of pools of so many nodes. This tool rolls one node at a time, however many surge, and has no pause
 * for those. A command of kops drains as many nodes at a time as surge, and pauses after they were detached: of several,
 * the first is detached and awaited alone (pkg/instancegroups/rollingupdate.go).
 */
export function pausesOfWorkers(
  { cluster, upgrade }: Pick<Scenario, 'cluster' | 'upgrade'>,
  pools: readonly number[],
): RollPauses {
  const { rolling } = getTraits(cluster.provider);
  const surge = 'maxSurge' in upgrade.nodes ? upgrade.nodes.maxSurge : 0;
  const isGrouped = rolling === 'command' && surge > 0;
  const perGroup = isGrouped ? surge : 1;
  return {
    groups: pools.reduce((sum, nodes) => sum + Math.ceil(nodes / perGroup), 0),
    perGroup,
    ahead: isGrouped ? pools.reduce((sum, nodes) => sum + Math.min(2, surge, nodes), 0) : 0,
  };
}

/** A gate whose validations all hold at the first attempt. This tool's first one waits for fresh lists, a command's for nothing. */
export function gateMs({ cluster, upgrade: { gate } }: Pick<Scenario, 'cluster' | 'upgrade'>): number {
  if (gate === null) return 0;
  const { rolling } = getTraits(cluster.provider);
  return rolling === 'command' ? (gate.validations - 1) * gate.everyMs : validationsMs(gate);
}

/** Validations in a row, each with its pause: the first has none, but reading fresh lists takes time, too. */
export const validationsMs = (policy: GatePolicy | null): number =>
  policy === null ? 0 : policy.validations * policy.everyMs;
