/**
 * How long each component takes to act on what it has read, in milliseconds. Without these delays the
 * embedded cluster would be faster than any real one. They were measured on kind (`lags.json`, written by
 * `bench/kind-lags.ts` with its date).
 */
export interface Lags {
  /** Endpoint controller: from a pod's change until the EndpointSlice is written. */
  readonly endpointsMs: number;
  /** Node proxy: from an EndpointSlice's change until new connections follow it. */
  readonly nodeProxyMs: number;
  /** Kubelet: from a pod's change (bound, deleted) until it acts. */
  readonly podSyncMs: number;
  /** Kubelet: from acting on a new pod until its process is started (sandbox, network, mounts). */
  readonly podStartMs: number;
  /** Kubelet: from the end of the last process until the pod's object is removed. */
  readonly podCleanupMs: number;
  /** Scheduler: from a pod's creation until it is bound. */
  readonly bindMs: number;
  /** How long a kubelet is down when it is replaced. */
  readonly kubeletRestartMs: number;
  /** How long an API server is down when it is replaced. Not kind's value: shortened, and printed as such. */
  readonly apiServerRestartMs: number;
  /** How long a new node takes from its request until Ready. Not a cloud's value. */
  readonly nodeProvisionMs: number;
}

/** One lag and its origin. */
export interface Lag {
  readonly ms: number;
  readonly from: 'measured' | 'chosen';
  /** How it was measured, or why it was chosen. */
  readonly why: string;
  /** The number of observations of which it is the median. */
  readonly observations?: number;
}

/** Content of lags.json. */
export interface MeasuredLags {
  /** ISO date of the measurement. */
  readonly measured: string;
  /** What was measured: versions, machine, run. */
  readonly source: string;
  readonly lags: Readonly<Record<keyof Lags, Lag>>;
}
