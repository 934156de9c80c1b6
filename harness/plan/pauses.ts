import { getTraits } from '../scenario/providers/table.ts';
import type { GatePolicy, Scenario, WorkerPolicy } from '../scenario/scenario.ts';
import { countSideBySide, findWorkerPolicy, resolveLimits } from '../scenario/worker-limits.ts';

/** How often a roll of some nodes pauses: for its interval, and for its gate. */
export interface RollPauses {
  /** Nodes, or groups of nodes that leave at a time. */
  readonly groups: number;
  /** Nodes in a group, at most. */
  readonly perGroup: number;
  /** Pauses before the first node leaves: what surges is awaited, too. */
  readonly ahead: number;
  /** How long they last in all, without gates. */
  readonly pausedMs: number;
}

/** A pool, before any of its nodes exists. */
export interface PoolSize {
  readonly name: string;
  readonly nodes: number;
}

/**
 * Pauses of the workers of such pools. As many nodes leave side by side as may be missing or have come before them, after
 * the canaries, which leave one by one. This tool has no pause for what surges. A command of kops pauses after it was
 * detached: of several, the first is detached and awaited alone (pkg/instancegroups/rollingupdate.go).
 */
export function pausesOfWorkers(
  { cluster, upgrade }: Pick<Scenario, 'cluster' | 'upgrade'>,
  pools: readonly PoolSize[],
): RollPauses {
  const isByCommand = getTraits(cluster.provider).rolling === 'command';
  const all = pools.map(({ name, nodes }) =>
    pausesOfPool(findWorkerPolicy(upgrade, name), nodes, isByCommand),
  );
  const sum = (count: (pauses: RollPauses) => number) => all.reduce((total, one) => total + count(one), 0);
  return {
    groups: sum(({ groups }) => groups),
    perGroup: Math.max(1, ...all.map(({ perGroup }) => perGroup)),
    ahead: sum(({ ahead }) => ahead),
    pausedMs: sum(({ pausedMs }) => pausedMs),
  };
}

function pausesOfPool(policy: WorkerPolicy, nodes: number, isByCommand: boolean): RollPauses {
  const { canary, intervalMs } = policy;
  const perGroup = countSideBySide(policy, nodes);
  const canaries = Math.min(canary?.nodes ?? 0, nodes);
  const groups = canaries + Math.ceil((nodes - canaries) / perGroup);
  const ahead = isByCommand ? Math.min(2, resolveLimits(policy, nodes).surge) : 0;
  const watchedMs = canary !== null && canaries > 0 ? canary.watchMs - intervalMs : 0;
  return { groups, perGroup, ahead, pausedMs: (groups + ahead) * intervalMs + watchedMs };
}

/** A gate whose validations all hold at the first attempt. This tool's first one waits for fresh lists, a command's for nothing. */
export function gateMs({ cluster, upgrade: { gate } }: Pick<Scenario, 'cluster' | 'upgrade'>): number {
  if (gate === null) return 0;
  const { rolling } = getTraits(cluster.provider);
  return rolling === 'command' ? (gate.validations - 1) * gate.everyMs : validationsMs(gate);
}

/** The gates before the first node of the control planes and of each pool. A command's own are part of its gates. */
export function instanceGroupGatesMs({
  cluster,
  upgrade: { gate },
}: Pick<Scenario, 'cluster' | 'upgrade'>): number {
  if (gate === null) return 0;
  return (1 + cluster.pools.length) * validationsMs({ ...gate, validations: gate.beforeGroup });
}

/** Validations in a row, each with its pause: the first has none, but reading fresh lists takes time, too. */
export const validationsMs = (policy: GatePolicy | null): number =>
  policy === null ? 0 : policy.validations * policy.everyMs;
