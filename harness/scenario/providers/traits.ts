import type { ErrorCode } from '../../errors.ts';
import type { ControlPlaneStrategy, WorkerStrategy } from '../upgrade-policy.ts';
import type { Path } from '../walk.ts';

/**
 * What every room may know of a provider without its code: rules, defaults, estimates, preflight and documents read it,
 * and the contract tests hold it to what the provider does. Nothing else may depend on which provider it is.
 */
export interface ProviderTraits {
  /** A cluster of it, as a sentence names it: `a kind cluster`. */
  readonly title: string;
  /** What its clusters consist of, for people. */
  readonly summary: string;
  /** Whether a run creates its cluster and deletes it, or borrows one that is never deleted. */
  readonly ownership: 'created' | 'borrowed';
  /** Whether this tool acts on one node after another, or has a command of another tool roll them all. */
  readonly rolling: 'nodes' | 'command';
  /** How its nodes can get the new version, by role. The first one is the default. */
  readonly strategies: {
    readonly 'control-plane': readonly [ControlPlaneStrategy, ...ControlPlaneStrategy[]];
    readonly worker: readonly [WorkerStrategy, ...WorkerStrategy[]];
  };
  readonly has: Readonly<Record<Feature, Support>>;
  /** Whether latency is held against the scenario's limits, or shown only. */
  readonly judgesLatency: Support;
  /** Settings that it can't be given, beyond those that follow from what it lacks. */
  readonly refuses: readonly Refusal[];
  /** Failed prerequisites that, met in mid-run, mean that what its nodes run on went away. */
  readonly engineCodes: readonly ErrorCode[];
  /** Open files of the busiest process of this machine for each connection of the load: two where the front door is one, too. */
  readonly filesPerConnection: 1 | 2;
  /** Whether its nodes are kept to `cluster.cpus` by `taskset` on this machine. */
  readonly pinsWithTaskset: boolean;
  readonly costs: PhaseCosts;
}

/**
 * - `dns`: a cluster DNS
 * - `podNetwork`: a network between the pods of different nodes
 * - `images`: containers run images that can be loaded from this machine's engine
 * - `controlLane`: a web service outside the cluster behind the same front door
 */
export type Feature = 'dns' | 'podNetwork' | 'images' | 'controlLane';

/** Whether a provider supports something; where not, why, as a mistake in a scenario and the documents say it. */
export type Support = { readonly supported: true } | { readonly supported: false; readonly why: string };

export const yes: Support = { supported: true };
export const no = (why: string): Support => ({ supported: false, why });

/** A setting that a provider can't be given. */
export interface Refusal {
  readonly path: Path;
  readonly why: string;
}

/** How long things take, in milliseconds; for progress views and plans, nothing is judged by it. */
export interface PhaseCosts {
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
