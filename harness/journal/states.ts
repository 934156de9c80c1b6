/** Kubernetes objects as the journal holds them: what a rehearsal must know of each, and no more. */
export interface NodeState {
  readonly name: string;
  readonly uid: string;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  /** As the node reports it, without `v`. */
  readonly kubeletVersion: string;
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
  /** Kind and name of the controlling owner, as `ReplicaSet/web-7d9`. `Node/…` marks a static pod. */
  readonly owner: string | null;
  readonly restarts: number;
  /** Images of its containers, as written in the spec. */
  readonly images: readonly string[];
  /** Waiting reason of a container (`CrashLoopBackOff`, …), if any. */
  readonly waiting: string | null;
  /** Its volumes are mounted and its network is set up (condition PodReadyToStartContainers); left out where that is not said. */
  readonly readyToStart?: true;
  /** What keeps it from being ready, as its status says; left out where nothing does. */
  readonly problems?: readonly PodProblem[];
}

/** One reason why a pod is not ready, in Kubernetes' own words. */
export interface PodProblem {
  /** Null: it is the pod's own. */
  readonly container: string | null;
  /** As `Unschedulable` or `ImagePullBackOff`; `Terminated`, `Restarted`, `NotReady` and `InitRunning` name a container's state. */
  readonly reason: string;
  /** At most 500 characters. */
  readonly message: string;
}

export interface EndpointState {
  readonly pod: string | null;
  /** The pod's uid; null where it is of no pod. */
  readonly uid: string | null;
  readonly ip: string;
  readonly node: string | null;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
}

/** A Deployment, DaemonSet or StatefulSet, as far as a rollout's progress shows. */
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
  /** Why its controller can't create or delete pods (condition ReplicaFailure); left out where it can. */
  readonly failure?: string;
}
