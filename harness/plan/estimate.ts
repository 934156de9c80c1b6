import type { Phase } from '../journal/records.ts';
import { getTraits } from '../scenario/providers/table.ts';
import type { PhaseCosts } from '../scenario/providers/traits.ts';
import type { AbortPolicy, Scenario } from '../scenario/scenario.ts';
import type { WorkerStrategy } from '../scenario/upgrade-policy.ts';
import { findWorkerPolicy } from '../scenario/worker-limits.ts';
import { hookPausesMs } from './hook-pauses.ts';
import { gateMs, instanceGroupGatesMs, pausesOfWorkers, validationsMs } from './pauses.ts';

/** How long a phase should take here, with its basis. For a progress view; the judge does not use it. */
export interface PhaseEstimate {
  readonly phase: Phase;
  readonly expectedMs: number;
  /** How it is computed, as text for users. */
  readonly because: string;
}

/** Assumed: the rate of autocannon without a limit, next to a cluster on two processors. */
const capacityPerS = 1_000;

/** How long each phase of this rehearsal should take, in order of the phases. */
export function estimate(scenario: Scenario): readonly PhaseEstimate[] {
  const { cluster, load, upgrade } = scenario;
  const { costs, ownership, rolling } = getTraits(cluster.provider);
  const nodes = nodeCount(scenario);
  const isBorrowed = ownership === 'borrowed';
  const staged = upgrade.none ? 0 : costs.staging.fixed + costs.staging.perNode * nodes;
  const capacityMs = load.closed === null ? 0 : (load.closed.requests / capacityPerS) * 1_000;
  const workers = pausesOfWorkers(scenario, cluster.pools);
  const pausesMs =
    instanceGroupGatesMs(scenario) +
    cluster.controlPlanes * (upgrade.controlPlane.intervalMs + gateMs(scenario) + addonsMs(scenario)) +
    workers.pausedMs +
    (workers.groups + workers.ahead) * gateMs(scenario);
  return [
    {
      phase: 'prepare',
      expectedMs: costs.cluster.fixed + costs.cluster.perNode * nodes + staged + costs.workloadMs,
      because: `${nodes} nodes ${isBorrowed ? 'found' : 'created'} and staged, the workload built and loaded`,
    },
    {
      phase: 'settle',
      expectedMs: costs.settleMs + capacityMs,
      because: 'everything ready, then the capacity run',
    },
    {
      phase: 'baseline',
      expectedMs: load.baselineMs + hookPausesMs(scenario, 'baseline'),
      because: 'load.baseline',
    },
    {
      phase: 'upgrade',
      expectedMs:
        withWayBackMs(estimateActionsMs(scenario) + pausesMs, upgrade.abort) +
        hookPausesMs(scenario, 'upgrade'),
      because:
        rolling === 'nodes'
          ? describeRoll(nodes, cluster.controlPlanes + workers.groups)
          : `${nodes} nodes by a command, with its updates, intervals and validations${upgrade.abort === null ? '' : ', then back'}`,
    },
    {
      phase: 'recovery',
      expectedMs: load.recoveryMs + capacityMs + hookPausesMs(scenario, 'recovery'),
      because: 'load.recovery, then the capacity run',
    },
    {
      phase: 'teardown',
      expectedMs: costs.teardownMs,
      because: isBorrowed ? 'removing what the run made' : 'deleting the cluster',
    },
  ];
}

function describeRoll(nodes: number, groups: number): string {
  if (groups === nodes) return `${nodes} nodes one by one, each with its interval and gate`;
  return `${nodes} nodes in ${groups} groups, the nodes of each side by side, each group with its interval and gate`;
}

/** The roll until it is ended, the pause, and the same for every node on the way back. */
const withWayBackMs = (rollMs: number, abort: AbortPolicy | null): number =>
  abort === null ? rollMs : rollMs * abort.atShare + abort.holdMs + rollMs;

const replaceMs = ({ retireMs, provisionMs }: PhaseCosts) => retireMs + provisionMs;

/** How long the actions on one worker should take. */
const workerStepMs: Readonly<Record<WorkerStrategy, (costs: PhaseCosts, changes: boolean) => number>> = {
  'in-place': ({ workerMs, restartMs }, changes) => (changes ? workerMs : restartMs),
  replace: replaceMs,
  // The same number of new nodes, only earlier.
  surge: replaceMs,
};

/** How long the actions on the nodes should take, without intervals and gates. */
function estimateActionsMs(scenario: Scenario): number {
  const { cluster, upgrade } = scenario;
  if (upgrade.none) return 0;
  const { costs, rolling } = getTraits(cluster.provider);
  const changes = cluster.from !== cluster.to;
  // Nodes side by side take as long as one, except for those that a command rolls: it has been measured so.
  const workersMs = cluster.pools.reduce((sum, pool) => {
    const { strategy } = findWorkerPolicy(upgrade, pool.name);
    const times = rolling === 'nodes' ? pausesOfWorkers(scenario, [pool]).groups : pool.nodes;
    return sum + times * workerStepMs[strategy](costs, changes);
  }, 0);
  const waits = upgrade.gate !== null || upgrade.controlPlane.addons !== null;
  const awaited = changes && waits ? costs.daemonSetsMs : 0;
  // Those of nodes side by side pass together. That of a command is among its costs.
  const drains = cluster.controlPlanes + pausesOfWorkers(scenario, cluster.pools).groups;
  const delaysMs = rolling === 'nodes' ? drains * upgrade.drain.postDrainDelayMs : 0;
  return (
    cluster.controlPlanes * (changes ? costs.controlPlaneMs : costs.restartMs) +
    workersMs +
    awaited +
    delaysMs +
    costs.commandsMs +
    costs.tracesMs
  );
}

/** The same validations of the add-ons after a control plane's configuration. */
function addonsMs({ cluster, upgrade }: Scenario): number {
  return upgrade.none || cluster.from === cluster.to ? 0 : validationsMs(upgrade.controlPlane.addons);
}

function nodeCount({ cluster }: Scenario): number {
  return cluster.pools.reduce((sum, pool) => sum + pool.nodes, cluster.controlPlanes);
}
