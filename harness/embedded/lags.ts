/**
 * How long each component takes to act on what it has read, in milliseconds. The embedded cluster would be faster than
 * any real one: these put back what was measured on kind (`lags.json`, written by `bench/kind-lags.ts` with its date).
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
  /** Kubelet: from the last process' end until the pod's object has gone. */
  readonly podCleanupMs: number;
  /** Scheduler: from a pod's creation until it is bound. */
  readonly bindMs: number;
  /** How long a kubelet is away when it is replaced. */
  readonly kubeletRestartMs: number;
  /** How long an API server is away when it is replaced. Not kind's: shortened, and printed as such. */
  readonly apiServerRestartMs: number;
  /** How long a new node takes from being asked for until Ready. Not a cloud's. */
  readonly nodeProvisionMs: number;
}

/** One lag, and what its value rests on. */
export interface Lag {
  readonly ms: number;
  readonly from: 'measured' | 'chosen';
  /** How it was measured, or why it was chosen. */
  readonly why: string;
  /** How many observations it is the median of. */
  readonly observations?: number;
}

/** What lags.json holds. */
export interface MeasuredLags {
  /** ISO date of the measurement. */
  readonly measured: string;
  /** Of what: versions, machine, run. */
  readonly source: string;
  readonly lags: Readonly<Record<keyof Lags, Lag>>;
}
