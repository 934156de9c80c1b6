/** The built-in web service, and its kinds of bad behaviour. */
export interface WorkloadSpec {
  readonly builtin: 'web';
  readonly replicas: number;
  /** CPU work per request, in microseconds of busy time. */
  readonly workUs: number;
  /** Pause of the preStop hook; 0 omits the hook. */
  readonly preStopMs: number;
  readonly terminationGraceMs: number;
  /** minAvailable of the PodDisruptionBudget; null omits the budget. */
  readonly budget: { readonly minAvailable: number } | null;
  /** Topology spread over hosts. */
  readonly spread: boolean;
  /** What SIGTERM does: finish requests and leave, leave at once (cutting connections), or nothing. */
  readonly onSigterm: 'graceful' | 'exit' | 'ignore';
  readonly readinessProbe: boolean;
  /** Time from process start until it listens and is ready. */
  readonly startupMs: number;
  readonly ready: ReadyPolicy;
}

/** How long a workload may take until it is ready, before the baseline. */
export interface ReadyPolicy {
  readonly withinMs: number;
}

/** The user's own manifests in place of the built-in service. */
export interface OwnWorkload {
  readonly builtin: null;
  /**
   * Absolute paths, applied in this order, and their content: a Secret may be in there, so the run directory
   * keeps no copy.
   */
  readonly manifests: readonly { readonly path: string; readonly sha256: string }[];
  /** Images to load from the local engine onto every node. */
  readonly images: readonly string[];
  readonly ready: ReadyPolicy;
}
