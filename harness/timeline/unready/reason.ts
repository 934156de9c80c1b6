/** What a pod, or the controller that should create one, says of why it is not ready. */
export interface Problem {
  /** As `pod shop/web-1` or `Deployment shop/web`. */
  readonly subject: string;
  /** Kind and name of the pod's controlling owner; null: it has none. */
  readonly owner: string | null;
  /** Null: it is the pod's own. */
  readonly container: string | null;
  /** Kubernetes' own, in a status or of a Warning event. */
  readonly reason: string;
  readonly message: string;
}

/** What of the rest of the cluster decides whether waiting can help. */
export interface Surroundings {
  /** Every node is Ready and schedulable. */
  readonly nodesUsable: boolean;
  /** No pod is leaving or can end by itself: what is taken stays taken. */
  readonly everythingStays: boolean;
  /** Another pod outside kube-system is still starting or is a Job's: it may bring what is missing. */
  readonly othersStarting: boolean;
}

/** A kind of reason why a pod is not ready. */
export interface UnreadyReason {
  readonly code: string;
  /** Which of Kubernetes' reasons it stands for. */
  readonly of: readonly string[];
  /** How long it must stand, in ms, until waiting longer cannot help; null: it may pass at any time. */
  readonly final: (problem: Problem, around: Surroundings) => number | null;
  /** In a sentence's second half, after the subject. */
  readonly words: (problem: Problem) => string;
  /** Where its container's last log lines help: of the run that ended or runs now, or of the one before that. */
  readonly log?: 'current' | 'previous';
}
