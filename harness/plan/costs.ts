import type { Scenario } from '../scenario/scenario.ts';

/** How long things take on a kind of cluster, in milliseconds; only for a progress view. */
export interface Costs {
  /** Creating the cluster. */
  readonly cluster: Cost;
  /** Images and binaries of the version to upgrade to. */
  readonly staging: Cost;
  /** From a step's begin to its end, by what is done to the node. */
  readonly controlPlaneMs: number;
  readonly workerMs: number;
  /** Without a version change: a drain and a kubelet's restart. */
  readonly restartMs: number;
  /** A drain and a machine switched off; and a new one until it is Ready. */
  readonly retireMs: number;
  readonly provisionMs: number;
  /** Building the web service and loading it into the nodes. */
  readonly workloadMs: number;
  /** From deployed until everything is ready. */
  readonly settleMs: number;
  /** System DaemonSets are rolled out so long after the first control plane's upgrade; the gate waits for them. */
  readonly daemonSetsMs: number;
  readonly teardownMs: number;
}

interface Cost {
  readonly fixed: number;
  readonly perNode: number;
}

/**
 * Measured on a machine with two cores: 25 s for a kind cluster of three nodes, 40 s for five; exporting the images of a
 * version 5 s, importing them 5 s a node; `kubeadm upgrade apply` 2 to 3 minutes (assumed of further control planes,
 * too); a worker in place 35 s; the DaemonSets 50 s. The rest of kind is assumed.
 */
const kind: Costs = {
  cluster: { fixed: 2_500, perNode: 7_500 },
  staging: { fixed: 5_000, perNode: 5_000 },
  controlPlaneMs: 150_000,
  workerMs: 35_000,
  restartMs: 20_000,
  retireMs: 20_000,
  provisionMs: 40_000,
  workloadMs: 20_000,
  settleMs: 30_000,
  daemonSetsMs: 50_000,
  teardownMs: 10_000,
};

/** Assumed from the lags that this cluster is given (embedded/lags.json) and a drain of a few seconds. */
const embedded: Costs = {
  cluster: { fixed: 2_000, perNode: 500 },
  staging: { fixed: 0, perNode: 0 },
  controlPlaneMs: 6_000,
  workerMs: 8_000,
  restartMs: 8_000,
  retireMs: 6_000,
  provisionMs: 3_000,
  workloadMs: 1_000,
  settleMs: 10_000,
  daemonSetsMs: 0,
  teardownMs: 1_000,
};

const costs: Readonly<Record<Scenario['cluster']['provider'], Costs>> = { embedded, kind };

/** What things cost on the kind of cluster that a scenario asks for. */
export const costsOf = ({ cluster }: Scenario): Costs => costs[cluster.provider];
