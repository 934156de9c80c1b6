import type { GateCheck } from './calls/user-call.ts';
import type { Hook } from './hooks/hook.ts';
import type { NodeQuantity, Rounding } from './node-quantity.ts';

export interface UpgradePolicy {
  /** A run that changes nothing, with the same phases, intervals and gates: the noise floor. */
  readonly none: boolean;
  readonly controlPlane: ControlPlanePolicy;
  readonly nodes: WorkerPolicy;
  /** Pools that are rolled otherwise than by `nodes`, by name. */
  readonly pools: Readonly<Record<string, WorkerPolicy>>;
  readonly drain: DrainPolicy;
  readonly gate: NodeGate | null;
  /** The roll is ended early and its nodes go back to the old version; null: it goes to its end. */
  readonly abort: AbortPolicy | null;
  /** In the order in which those of one place run. */
  readonly hooks: readonly Hook[];
}

export interface AbortPolicy {
  /** Share of the cluster's nodes, a fraction, whose steps have ended when the roll is ended; rounded up to whole nodes. */
  readonly atShare: number;
  /** How long both versions run next to each other before the nodes go back. */
  readonly holdMs: number;
}

/** How control planes can get the new version. */
export type ControlPlaneStrategy = ControlPlanePolicy['strategy'];
/** How workers can. */
export type WorkerStrategy = WorkerPolicy['strategy'];

/** How the workers of a pool are rolled. */
export type WorkerPolicy = InPlacePolicy | ReplacePolicy | SurgePolicy;

interface RolePolicy {
  /** As in kops: the pause after each node of that role, including the last one, before validating. */
  readonly intervalMs: number;
}

/** What every strategy of workers has. */
interface PoolPolicy extends RolePolicy {
  /** How many nodes of a pool may be missing at a time. If none may and none surges, one is: nothing could proceed. */
  readonly maxUnavailable: NodeQuantity;
  readonly rounding: { readonly maxSurge: Rounding; readonly maxUnavailable: Rounding };
  readonly order: NodeOrder;
  /** Null: no node of a pool is rolled before the others. */
  readonly canary: CanaryPolicy | null;
}

/** In which order the nodes of a pool are rolled: by ordinal, or in one that the seed determines. */
export type NodeOrder = { readonly by: 'listed' } | { readonly by: 'random'; readonly seed: number };

/** So many nodes of each pool are rolled first, one by one. */
export interface CanaryPolicy {
  readonly nodes: number;
  /** The pause after the last of them, instead of the interval. */
  readonly watchMs: number;
}

/** Each node is upgraded in place. */
export interface InPlacePolicy extends PoolPolicy {
  readonly strategy: 'in-place';
}

/** Control planes are upgraded where they are, or each leaves and a new one takes its place. */
export interface ControlPlanePolicy extends RolePolicy {
  readonly strategy: 'in-place' | 'replace';
  /**
   * How the rollout of kube-system's Deployments and DaemonSets is awaited between a control plane's configuration and
   * its cordon; null: not. Absent from runs that were recorded before the setting existed: they did not wait.
   */
  readonly addons: GatePolicy | null;
}

/** Each node leaves, then a new one takes its place. */
export interface ReplacePolicy extends PoolPolicy {
  readonly strategy: 'replace';
}

/** New nodes join first; as many of their pool, the last ones, leave without a successor. */
export interface SurgePolicy extends PoolPolicy {
  readonly strategy: 'surge';
  readonly maxSurge: NodeQuantity;
}

export interface DrainPolicy {
  readonly timeoutMs: number;
  /**
   * What follows at the timeout. `delete-pods` and `evict-anyway` end the pods past their budgets, with their grace period
   * and the same time again; after that, `delete-pods` fails and `evict-anyway` continues. `quarantine` leaves the node
   * cordoned at its version, and the roll continues with the next one.
   */
  readonly onTimeout: 'fail' | 'continue' | 'delete-pods' | 'evict-anyway' | 'quarantine';
  /** Nodes in quarantine in one roll, at most; null with another `onTimeout`. */
  readonly maxQuarantined: number | null;
  /** Pause before an eviction that was not accepted is requested again. */
  readonly retryMs: number;
  /** What follows an eviction that failed for another reason than a budget or an overloaded API server. */
  readonly onError: 'retry' | 'fail';
  /** Whether pods without a controller are evicted, which nothing makes again; otherwise the drain fails. */
  readonly force: boolean;
  /** Whether pods with emptyDir volumes are evicted, whose data is lost; otherwise the drain fails. */
  readonly deleteEmptyDirData: boolean;
  /** From the end of a drain until the machine is ended or, in place, the new kubelet is installed; 0: none. */
  readonly postDrainDelayMs: number;
}

/** What a tool that rolls by its own command decides about its drains. */
export type ToolDrains = Pick<DrainPolicy, 'retryMs' | 'onError' | 'force' | 'deleteEmptyDirData'>;

/** The drains of runs that were recorded before these settings existed. */
export const earlierDrains: ToolDrains = {
  retryMs: 2_000,
  onError: 'retry',
  force: true,
  deleteEmptyDirData: true,
};

export interface GatePolicy {
  /** How many consecutive validations must hold. */
  readonly validations: number;
  readonly everyMs: number;
  readonly timeoutMs: number;
}

/** What must hold before the next node. */
export interface NodeGate extends GatePolicy {
  /** Validations in a row before the first node of the control planes and of each pool; 0: none. */
  readonly beforeGroup: number;
  /** Made with each validation. */
  readonly checks: readonly GateCheck[];
}
