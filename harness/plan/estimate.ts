import type { Phase } from '../journal/records.ts';
import type { Role, Scenario } from '../scenario/scenario.ts';

/** How long a phase should take here, and what that rests on. For a progress view; nothing is judged by it. */
export interface PhaseEstimate {
  readonly phase: Phase;
  readonly expectedMs: number;
  /** How it comes about, for people. */
  readonly because: string;
}

/** Measured on a machine with two cores (docs of the test bed): 25 s for three nodes, 40 s for five. */
const clusterMs = { fixed: 2_500, perNode: 7_500 } as const;
/** Measured: exporting the images of a version takes 5 s, importing them 5 s a node. */
const stagingMs = { fixed: 5_000, perNode: 5_000 } as const;
/** Measured: `kubeadm upgrade apply` of one control plane takes 2 to 3 minutes. Assumed of the other control planes, too. */
export const controlPlaneUpgradeMs = 150_000;
/** Measured: a worker in place, from `kubeadm upgrade node` to uncordon. */
export const workerUpgradeMs = 35_000;
/** Measured: system DaemonSets are rolled out so long after the first control plane's upgrade; the gate waits for them. */
export const daemonSetsMs = 50_000;
/** Assumed: a roll without kubeadm is a drain and a kubelet's restart. */
const rollMs = 20_000;
/** Assumed: building the web service and loading it into the nodes. */
const workloadMs = 20_000;
/** Assumed: from deployed until everything is ready. */
const settleMs = 30_000;
/** Assumed: what autocannon gets out of the service uncapped, beside a cluster on two cores. */
const capacityPerS = 1_000;
/** Assumed: deleting the containers. */
const teardownMs = 10_000;

/** What each phase of this rehearsal should take, in the order of the phases. */
export function estimate(scenario: Scenario): readonly PhaseEstimate[] {
  const { cluster, load } = scenario;
  const nodes = nodeCount(scenario);
  const staged = scenario.upgrade.none ? 0 : stagingMs.fixed + stagingMs.perNode * nodes;
  const capacityMs = load.closed === null ? 0 : (load.closed.requests / capacityPerS) * 1_000;
  return [
    {
      phase: 'prepare',
      expectedMs: clusterMs.fixed + clusterMs.perNode * nodes + staged + workloadMs,
      because: `${nodes} nodes created and staged, the workload built and loaded`,
    },
    {
      phase: 'settle',
      expectedMs: settleMs + capacityMs,
      because: 'everything ready, then the capacity run',
    },
    { phase: 'baseline', expectedMs: load.baselineMs, because: 'load.baseline' },
    {
      phase: 'upgrade',
      expectedMs:
        cluster.controlPlanes * expectedStepMs(scenario, 'control-plane') +
        (nodes - cluster.controlPlanes) * expectedStepMs(scenario, 'worker') +
        (changesVersion(scenario) && scenario.upgrade.gate !== null ? daemonSetsMs : 0),
      because: `${nodes} nodes one by one, each with its interval and gate`,
    },
    {
      phase: 'recovery',
      expectedMs: load.recoveryMs + capacityMs,
      because: 'load.recovery, then the capacity run',
    },
    { phase: 'teardown', expectedMs: teardownMs, because: 'deleting the cluster' },
  ];
}

/** What one node of a role should take here, with its interval and its gate. */
function expectedStepMs(scenario: Scenario, role: Role): number {
  const { upgrade } = scenario;
  const policy = role === 'control-plane' ? upgrade.controlPlane : upgrade.nodes;
  const changeMs = role === 'control-plane' ? controlPlaneUpgradeMs : workerUpgradeMs;
  const deedMs = upgrade.none ? 0 : changesVersion(scenario) ? changeMs : rollMs;
  return deedMs + policy.intervalMs + gateMs(scenario);
}

/** A gate whose validations all hold at the first try, each with its pause: the first has none, but reading fresh lists takes time, too. */
export function gateMs({ upgrade: { gate } }: Scenario): number {
  return gate === null ? 0 : gate.validations * gate.everyMs;
}

function changesVersion({ upgrade, cluster }: Scenario): boolean {
  return !upgrade.none && cluster.from !== cluster.to;
}

function nodeCount({ cluster }: Scenario): number {
  return cluster.pools.reduce((sum, pool) => sum + pool.nodes, cluster.controlPlanes);
}
