import type { ErrorCode } from '../../errors.ts';
import type { ControlPlaneStrategy, ToolDrains, WorkerPolicy, WorkerStrategy } from '../upgrade-policy.ts';
import type { Path } from '../walk.ts';

/**
 * Everything that other code may know about a provider without its code. Rules, defaults, estimates,
 * preflight and documents read it, and the contract tests compare it with the provider's behaviour. Nothing
 * else may depend on the provider.
 */
export interface ProviderTraits {
  /** Name of its clusters in a sentence: `a kind cluster`. */
  readonly title: string;
  /** The parts of its clusters, as text for users. */
  readonly summary: string;
  /** Whether a run creates its cluster and deletes it, or borrows one that is never deleted. */
  readonly ownership: 'created' | 'borrowed';
  /** Whether a cluster is a clone of production's own specification, which `cluster.from` then names. */
  readonly clonesProduction: boolean;
  /** Whether its machines cost money: a run then needs the user's consent. */
  readonly createsCloudResources: boolean;
  /** Whether this tool acts on the nodes itself, or another tool's command rolls them all. */
  readonly rolling: 'nodes' | 'command';
  /** How percentages of a pool become numbers of nodes, unless the scenario says otherwise. */
  readonly rounding: WorkerPolicy['rounding'];
  /** The pools' order in a roll: that of the scenario, or by name. */
  readonly poolOrder: 'scenario' | 'name';
  /** What a tool that makes and rolls the nodes writes on them; null where this tool makes each node itself. */
  readonly nodeMarks: NodeMarks | null;
  /** What runs the new version after an approved roll, in a sentence: `every node and component of kubeadm's`. */
  readonly upgraded: string;
  /** Pause between two good validations, where its own tool decides that; null: `upgrade.gate.every`. */
  readonly validationEveryMs: number | null;
  /** How drains work, where its own tool decides that; null: as `upgrade.drain` says. */
  readonly drains: ToolDrains | null;
  /** How its nodes can get the new version, by role. The first one is the default. */
  readonly strategies: {
    readonly 'control-plane': readonly [ControlPlaneStrategy, ...ControlPlaneStrategy[]];
    readonly worker: readonly [WorkerStrategy, ...WorkerStrategy[]];
  };
  readonly has: Readonly<Record<Feature, Support>>;
  /** Whether a roll can be ended early and its nodes go back to the old version. */
  readonly goesBack: Support;
  /** Whether latency is judged by the scenario's limits, or shown only. */
  readonly judgesLatency: Support;
  /** Unsupported settings, in addition to those that follow from missing features. */
  readonly refuses: readonly Refusal[];
  /** Failed prerequisites that mean, during a run, that the base of its nodes is gone. */
  readonly engineCodes: readonly ErrorCode[];
  /**
   * Open files of the busiest process of this machine for each connection of the load: two if the front door
   * is one, too.
   */
  readonly filesPerConnection: 1 | 2;
  /** Whether `taskset` pins its nodes to `cluster.cpus` on this machine. */
  readonly pinsWithTaskset: boolean;
  readonly costs: PhaseCosts;
}

/** Marks of another tool on its nodes. */
export interface NodeMarks {
  /** Label of a node that names its pool, also of nodes that come in mid-run. */
  readonly poolLabel: string;
  /** Taint of a node that the tool is about to replace. */
  readonly scheduledTaint: string;
  /** The command that continues a roll which ended early; the name of the cluster follows. */
  readonly resume: string;
}

/**
 * - `dns`: a cluster DNS
 * - `podNetwork`: a network between the pods of different nodes
 * - `images`: containers run images that can be loaded from this machine's engine
 * - `controlLane`: a web service outside the cluster behind the same front door
 * - `loadBalancer`: something that may give a Service of type LoadBalancer an address
 */
export type Feature = 'dns' | 'podNetwork' | 'images' | 'controlLane' | 'loadBalancer';

/** Whether a provider supports something; if not, the reason for mistakes in a scenario and the documents. */
export type Support = { readonly supported: true } | { readonly supported: false; readonly why: string };

export const yes: Support = { supported: true };
export const no = (why: string): Support => ({ supported: false, why });

/** A setting that a provider does not support. */
export interface Refusal {
  readonly path: Path;
  /** Only this form of it is refused: one of its words, or `mapping`. */
  readonly form?: string;
  readonly why: string;
}

/** How long things take, in milliseconds; for progress views and plans, not for the judge. */
export interface PhaseCosts {
  /** Creating the cluster. */
  readonly cluster: Cost;
  /** Images and binaries of the version to upgrade to. */
  readonly staging: Cost;
  /** From a step's start to its end, by action on the node. */
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
  /** System DaemonSets are rolled out this long after the first control plane's upgrade; the gate waits for them. */
  readonly daemonSetsMs: number;
  readonly teardownMs: number;
  /** The commands of a roll by a command that touch no node, and the waits between them. */
  readonly commandsMs: number;
  /** From the end of a roll by a command until the API shows the new nodes alone. */
  readonly tracesMs: number;
}

interface Cost {
  readonly fixed: number;
  readonly perNode: number;
}
