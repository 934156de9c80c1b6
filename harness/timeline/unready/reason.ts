/** A report of a pod, or of the controller that should create it, about why it is not ready. */
export interface Problem {
  /** Such as `pod shop/web-1` or `Deployment shop/web`. */
  readonly subject: string;
  /** Kind and name of the pod's controlling owner; null: it has none. */
  readonly owner: string | null;
  /** Null: the pod itself. */
  readonly container: string | null;
  /** Kubernetes' own reason, from a status or a Warning event. */
  readonly reason: string;
  readonly message: string;
}

/** Properties of the rest of the cluster that decide whether waiting can help. */
export interface Surroundings {
  /** Every node is Ready and schedulable. */
  readonly nodesUsable: boolean;
  /** No pod terminates or can end by itself: used resources stay used. */
  readonly everythingStays: boolean;
  /** Another pod outside kube-system is still starting or is a Job's: it may create what is missing. */
  readonly othersStarting: boolean;
}

/** A kind of reason why a pod is not ready. */
export interface UnreadyReason {
  readonly code: string;
  /** The reasons of Kubernetes that it covers. */
  readonly of: readonly string[];
  /** How long it must last, in ms, until waiting longer cannot help; null: it may pass at any time. */
  readonly final: (problem: Problem, around: Surroundings) => number | null;
  /** The second half of a sentence, after the subject. */
  readonly words: (problem: Problem) => string;
  /** If its container's last log lines help: those of the run that ended or runs now, or of the one before. */
  readonly log?: 'current' | 'previous';
}
