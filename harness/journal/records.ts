import type { Arrival, LaneKind, NodeRef, Role, Slot } from '../scenario/scenario.ts';
import type { EndpointState, NodeState, PodState, RolloutState } from './states.ts';

/** The journal's format; a reader refuses a greater one. */
export const journalVersion = 1;

/** What a run goes through, in this order. Only the boundaries are journaled. */
export const phases = ['prepare', 'settle', 'baseline', 'upgrade', 'recovery', 'teardown'] as const;
export type Phase = (typeof phases)[number];

/**
 * What a roller does to one node. `step` encloses all but interval and gate, which follow it. In place: config to
 * uncordon. Replaced: cordon, drain, retire; provision and await-version of each new node, before or after that.
 */
export type Action =
  | 'step'
  | 'config'
  | 'cordon'
  | 'drain'
  | 'kubelet'
  | 'await-version'
  | 'uncordon'
  | 'retire'
  | 'provision'
  | 'interval'
  | 'gate';

/** `begin` is written before the deed, `end` after it. */
export type Edge = 'begin' | 'end';

/** How something that had a beginning ended. `aborted`: by the user, half done. */
export type Outcome = 'done' | 'failed' | 'aborted';

/** What a roller says it is about to do, or has done. */
export interface Intent {
  /** Index of the step in this roll, from 0. */
  readonly step: number;
  /** Which roll of a repeated one, from 0. */
  readonly repeat: number;
  readonly node: string;
  readonly slot: Slot;
  readonly action: Action;
  readonly edge: Edge;
  readonly outcome?: Outcome;
  /** At the end of `provision`: the new machine in one of the pool's slots. */
  readonly provisioned?: NodeRef;
  /** For people: which budget blocked, what kubeadm said, which validation failed. */
  readonly detail?: string;
}

/** Why two times may differ in worth: read from the API's own watch or list, from the provider, or our own intent. */
export type KnownFrom = 'api' | 'provider' | 'intent';

export type Resource =
  | 'nodes'
  | 'pods'
  | 'endpointslices'
  | 'daemonsets'
  | 'deployments'
  | 'statefulsets'
  | 'events';

export type Change = 'added' | 'modified' | 'deleted';

/** Latency percentiles of one autocannon run, in milliseconds. */
export interface CapacityResult {
  readonly requests: number;
  readonly connections: number;
  readonly durationMs: number;
  readonly ratePerS: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly errors: number;
  readonly non2xx: number;
}

/** Everything a journal line can say, without its time. */
export type JournalEntry =
  | {
      readonly type: 'journal';
      readonly version: number;
      /** Version of the harness. */
      readonly tool: string;
      readonly runId: string;
      readonly originNs: string;
      /** Wall clock at the origin, ISO 8601, UTC. */
      readonly wall: string;
      readonly machine: {
        readonly cpus: number;
        readonly memoryBytes: number;
        readonly kernel: string;
        readonly node: string;
      };
    }
  /** The wall clock beside the monotonic one, now and then. */
  | { readonly type: 'clock'; readonly wall: string }
  | { readonly type: 'phase'; readonly phase: Phase; readonly edge: Edge; readonly outcome?: Outcome }
  /** What this provider's verdicts may say. */
  | { readonly type: 'claims'; readonly claims: Claims }
  /** The replica's nodes as created, and how its API and front door are reached. */
  | {
      readonly type: 'cluster';
      readonly name: string;
      readonly nodes: readonly NodeRef[];
      readonly apiServers: readonly string[];
    }
  | ({ readonly type: 'intent' } & Intent)
  /** An eviction refused by a budget, or a pod that outlives its drain; written as it happens. */
  | {
      readonly type: 'eviction';
      readonly step: number;
      readonly namespace: string;
      readonly pod: string;
      readonly node: string;
      readonly result: 'accepted' | 'blocked' | 'gone' | 'deleted' | 'timed-out';
      readonly detail?: string;
    }
  | { readonly type: 'node'; readonly change: Change; readonly node: NodeState }
  | { readonly type: 'pod'; readonly change: Change; readonly pod: PodState }
  | {
      readonly type: 'endpoints';
      readonly namespace: string;
      readonly service: string;
      readonly slice: string;
      readonly change: Change;
      readonly endpoints: readonly EndpointState[];
    }
  | { readonly type: 'rollout'; readonly change: Change; readonly rollout: RolloutState }
  | {
      readonly type: 'event';
      readonly namespace: string;
      readonly reason: string;
      readonly message: string;
      readonly object: string;
      readonly node: string | null;
      readonly count: number;
    }
  /** A fresh list has been read: what is not in it is gone. Its items precede it as `added`/`modified`/`deleted` records. */
  | {
      readonly type: 'list';
      readonly resource: Resource;
      readonly beganUs: number;
      readonly items: number;
      readonly purpose: 'watch' | 'gate' | 'steady';
    }
  /** One watch can't see: between `begin` and `end` the absence of a record proves nothing. */
  | { readonly type: 'blind'; readonly resource: Resource; readonly edge: Edge; readonly why: string }
  /** `source` is an API server's name (a node's, or `balanced`) or, of probe `dns`, the name of the node asked from. `sentUs` is when it was sent; silence is ok=false with error `timed-out`. */
  | {
      readonly type: 'probe';
      readonly probe: ProbeKind;
      readonly source: string;
      readonly seq: number;
      readonly sentUs: number;
      readonly durationUs: number;
      readonly ok: boolean;
      readonly error?: string;
    }
  /**
   * At the end: which of the writes that an API server (`source`) had acknowledged were not found again, by their
   * number (`seq` of the probe); null where they could not be read back, and `error` says why.
   */
  | {
      readonly type: 'writes';
      readonly source: string;
      readonly acknowledged: number;
      readonly lost: readonly number[] | null;
      readonly error?: string;
    }
  /** One validation of a gate (or of the steady state), with everything that did not hold. */
  | {
      readonly type: 'validation';
      readonly step: number | null;
      readonly ok: boolean;
      readonly inARow: number;
      readonly unmet: readonly string[];
    }
  /** What is where: before the baseline, and after the roll. `expected` are the images that this version's kubeadm names. */
  | {
      readonly type: 'inventory';
      readonly when: 'before' | 'after';
      readonly version: string;
      readonly nodes: readonly NodeState[];
      readonly pods: readonly PodState[];
      readonly expected: readonly string[];
    }
  /** What must be rolled out for the workload to be ready, and the Service that each target's load is sent to. Without it: the built-in service. */
  | {
      readonly type: 'workload';
      readonly rollouts: readonly RolloutRef[];
      readonly targets: readonly {
        readonly name: string;
        readonly namespace: string;
        readonly service: string;
      }[];
    }
  | { readonly type: 'staged'; readonly node: string; readonly version: string; readonly images: number }
  | {
      readonly type: 'fact';
      readonly source: string;
      readonly what: string;
      readonly node: string | null;
      readonly detail?: string;
    }
  | {
      readonly type: 'frontdoor';
      readonly settings: string;
      readonly backends: readonly string[];
      readonly urls: Readonly<Record<string, string>>;
    }
  | { readonly type: 'capacity'; readonly when: 'before' | 'after'; readonly result: CapacityResult }
  /** The name behind a number in the samples' pod and node columns. 0 is "unknown" and never written. */
  | { readonly type: 'name'; readonly of: 'pod' | 'node'; readonly id: number; readonly name: string }
  /** A lane's opening: its schedule. */
  | {
      readonly type: 'lane';
      readonly target: string;
      readonly lane: string;
      readonly file: string;
      readonly ratePerS: number;
      readonly kind: LaneKind | 'closed';
      readonly connections: number | null;
      /** With rate and the resolved scenario's `load.arrival` it says when each request was due; null for a closed lane, missing in runs of older tools. */
      readonly schedule?: { readonly pattern: Arrival['pattern']; readonly seed: number } | null;
    }
  /** A lane's closing account: `scheduled` equals the sum of `outcomes`, and the rows in its file. */
  | {
      readonly type: 'lane-end';
      readonly target: string;
      readonly lane: string;
      readonly scheduled: number;
      readonly outcomes: Readonly<Record<string, number>>;
      readonly rows: number;
    }
  /** One second of the rig's own health: of the thread that keeps the schedule, and of the machine. */
  | ({
      readonly type: 'rig';
      readonly fromUs: number;
      readonly toUs: number;
      readonly lagP99Us: number;
      readonly lagMaxUs: number;
      readonly cpuBusy: number;
      readonly steal: number;
      /** Share of the second in which some task waited for a processor; left out where the kernel does not measure it. */
      readonly cpuPressure?: number;
      /** Tasks that ran or waited at its end, where the kernel does not measure pressure. */
      readonly runnable?: number;
    } & ThreadPauses)
  /** The same second of a load thread that keeps no schedule: the closed lane's. */
  | ({
      readonly type: 'thread';
      readonly thread: 'closed';
      readonly fromUs: number;
      readonly toUs: number;
    } & ThreadPauses)
  /** Requests in flight when the run was aborted, per lane. */
  | { readonly type: 'in-flight'; readonly target: string; readonly lane: string; readonly count: number }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  /** Which noise floor was copied into the run directory, by the hash of its bytes. */
  | { readonly type: 'noise-floor'; readonly key: string; readonly sha256: string }
  | { readonly type: 'note'; readonly message: string };

/** A Deployment, DaemonSet or StatefulSet. */
export type RolloutRef = Pick<RolloutState, 'kind' | 'namespace' | 'name'>;

export type ProbeKind = 'api' | 'dns' | 'apiWrite' | 'rollout';

/** When a thread could not do what was due, in µs. Journals of before have the longest delay of its event loop alone. */
export interface ThreadPauses {
  readonly loopMaxUs: number;
  readonly loopP99Us?: number;
  /** In garbage collections, all together. */
  readonly gcUs?: number;
  /** The longest one. */
  readonly gcMaxUs?: number;
}

/** One line of the journal: an entry, and when it was written, in microseconds since the run's start. */
export type JournalRecord = { readonly atUs: number } & JournalEntry;

/** What a verdict on a kind of cluster may say; printed in the report. */
export interface Claims {
  readonly production: boolean;
  readonly covers: readonly string[];
  readonly notCovered: readonly string[];
  readonly kernelOf: 'this machine' | 'own';
}

/** Where journal entries go. Appending is synchronous and never throws after the run directory was opened. */
export interface Journal {
  append(entry: JournalEntry): void;
}

export type { EndpointState, NodeRef, NodeState, PodState, Role, RolloutState, Slot };
