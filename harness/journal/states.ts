import type { Role } from '../scenario/scenario.ts';

/** Kubernetes objects in the journal, reduced to what a rehearsal needs. */
export interface NodeState {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  /** The version that the node reports, without `v`. */
  readonly kubeletVersion: string;
  /** Where a command rolls the nodes; each is left out where the node has none. */
  readonly pool?: string;
  readonly role?: Role;
  /** Its first address of type InternalIP. */
  readonly address?: string;
  readonly providerId?: string;
  /** Labelled `node.kubernetes.io/exclude-from-external-load-balancers`. */
  readonly excluded?: true;
  /** Has the taint of nodes that the rolling tool is about to replace. */
  readonly scheduledForUpdate?: true;
}

export interface PodState {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
  readonly phase: string;
  readonly ready: boolean;
  /** deletionTimestamp is set. */
  readonly terminating: boolean;
  readonly ip: string | null;
  /** Kind and name of the controlling owner, such as `ReplicaSet/web-7d9`. `Node/…` marks a static pod. */
  readonly owner: string | null;
  readonly restarts: number;
  /** Images of its containers, as written in the spec. */
  readonly images: readonly string[];
  /** Waiting reason of a container (`CrashLoopBackOff`, …), if any. */
  readonly waiting: string | null;
  /**
   * Its volumes are mounted and its network is set up (condition PodReadyToStartContainers); absent if not reported.
   */
  readonly readyToStart?: true;
  /** Why it is not ready, from its status; absent if there is no reason. */
  readonly problems?: readonly PodProblem[];
  /** Its label `k8s-app`, else `component`; in inventories only, and absent if it has neither. */
  readonly app?: string;
}

/** One reason why a pod is not ready, in Kubernetes' own words. */
export interface PodProblem {
  /** Null: the pod itself. */
  readonly container: string | null;
  /**
   * Such as `Unschedulable` or `ImagePullBackOff`; `Terminated`, `Restarted`, `NotReady` and `InitRunning`
   * name a container's state.
   */
  readonly reason: string;
  /** At most 500 characters. */
  readonly message: string;
}

/** A PodDisruptionBudget, as its controller last counted its pods. */
export interface BudgetState {
  readonly name: string;
  /** Pods that it lets evict now. */
  readonly allowed: number;
  /** Healthy pods now, those that must remain, and all that it counts. */
  readonly healthy: number;
  readonly desired: number;
  readonly expected: number;
}

export interface EndpointState {
  readonly pod: string | null;
  /** The pod's uid; null if the endpoint has no pod. */
  readonly uid: string | null;
  readonly ip: string;
  readonly node: string | null;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** A Deployment, DaemonSet or StatefulSet, reduced to the progress of its rollout. */
export interface RolloutState {
  readonly kind: 'Deployment' | 'DaemonSet' | 'StatefulSet';
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  readonly observedGeneration: number;
  readonly desired: number;
  /** A Deployment's pods of every revision. Absent for other kinds. */
  readonly replicas?: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  /** Why its controller can't create or delete pods (condition ReplicaFailure); absent if it can. */
  readonly failure?: string;
}
