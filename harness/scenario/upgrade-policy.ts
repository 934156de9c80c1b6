export interface UpgradePolicy {
  /** A run that changes nothing but fires the same phases, intervals and gates: the noise floor. */
  readonly none: boolean;
  readonly controlPlane: ControlPlanePolicy;
  readonly nodes: InPlacePolicy | ReplacePolicy | SurgePolicy;
  readonly drain: DrainPolicy;
  readonly gate: GatePolicy | null;
}

/** How control planes can get the new version. */
export type ControlPlaneStrategy = ControlPlanePolicy['strategy'];
/** How workers can. */
export type WorkerStrategy = UpgradePolicy['nodes']['strategy'];

interface RolePolicy {
  /** As kops means it: the pause after each node of that role, the last one too, before validating. */
  readonly intervalMs: number;
}

/** Each node is upgraded where it is. */
export interface InPlacePolicy extends RolePolicy {
  readonly strategy: 'in-place';
}

/** Control planes are upgraded where they are. */
export interface ControlPlanePolicy extends InPlacePolicy {
  /**
   * How the rollout of kube-system's Deployments and DaemonSets is awaited between a control plane's configuration and its
   * cordon; null: not. Absent from runs that were recorded before the setting existed: they did not wait.
   */
  readonly addons: GatePolicy | null;
}

/** Each node leaves, then a new one takes its place. */
export interface ReplacePolicy extends RolePolicy {
  readonly strategy: 'replace';
}

/** New nodes come first; as many of their pool, the last ones, leave without a successor. */
export interface SurgePolicy extends RolePolicy {
  readonly strategy: 'surge';
  readonly maxSurge: number;
}

export interface DrainPolicy {
  readonly timeoutMs: number;
  readonly onTimeout: 'fail' | 'continue' | 'delete-pods';
}

export interface GatePolicy {
  /** How many validations in a row must hold. */
  readonly validations: number;
  readonly everyMs: number;
  readonly timeoutMs: number;
}
