import type { LoadSpec } from './load/load-spec.ts';
import type { ProviderName } from './providers/table.ts';
import type { UpgradePolicy } from './upgrade-policy.ts';
import type { OwnWorkload, WorkloadSpec } from './workload-spec.ts';

/**
 * A scenario after defaults and overrides: what other code reads, and the content of scenario.resolved.json.
 * Durations are milliseconds (`Ms`), versions have no leading `v`, shares are fractions.
 */
export interface Scenario {
  readonly apiVersion: 'rehearsal/v1alpha1';
  readonly kind: 'Rehearsal';
  readonly metadata: { readonly name: string };
  /** How often the roll is rehearsed, each time on a new cluster. */
  readonly repeat: number;
  readonly cluster: ClusterSpec;
  readonly upgrade: UpgradePolicy;
  readonly workload: WorkloadSpec | OwnWorkload;
  readonly frontDoor: FrontDoorPolicy;
  readonly load: LoadSpec;
  readonly criteria: Criteria;
  /** The production cluster that the duration is estimated for; null omits the estimate. */
  readonly production: ProductionSpec | null;
}

export interface ClusterSpec {
  readonly provider: ProviderName;
  /** By default a name of the run. */
  readonly name: string | null;
  /** Production's version, where the rehearsal starts. */
  readonly from: string;
  /** Equal to `from`: a roll without a version change, such as a machine-image or OS-patch roll. */
  readonly to: string;
  readonly controlPlanes: number;
  readonly pools: readonly { readonly name: string; readonly nodes: number }[];
  /** Image archives (paths, relative to the scenario file, made absolute on loading) to load into the local engine first. */
  readonly images: readonly string[];
  /** Node image of each version, if it is not `kindest/node:v<version>`. */
  readonly nodeImages: Readonly<Record<string, string>>;
  /**
   * The command of an image, if nothing pulls images (embedded). A container's own `command` has priority.
   * Words that begin with `./` were made absolute.
   */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Processors that its nodes are pinned to; null: any. */
  readonly cpus: readonly number[] | null;
  /** Where the specification that is cloned is read; null where the cluster is made from this scenario alone. */
  readonly production: ProductionSource | null;
  /** What the clone has of its own; null where there is none. */
  readonly clone: CloneSpec | null;
}

/** A production cluster, by its name in the state store of the tool that made it. */
export interface ProductionSource {
  readonly stateStore: string;
  readonly cluster: string;
}

/** How a clone differs from the cluster that it is made from. */
export interface CloneSpec {
  /** Null: production's. */
  readonly zones: readonly string[] | null;
  /** `shared`: in production's own network and subnets. */
  readonly network: 'own' | 'shared';
  /** From its creation until the time that its tags give as its expiry. */
  readonly ttlMs: number;
  /** Whether its workers are spot instances. */
  readonly spot: boolean;
  /** What follows where production has three control planes or more, and the clone has fewer than production. */
  readonly fewerControlPlanes: 'refuse' | 'accept';
  /** Null: no cost is estimated. */
  readonly prices: PriceTable | null;
  /** A command that makes images available to every node: their names follow its words. Words that begin with `./` were made absolute. */
  readonly provideImages: readonly string[] | null;
}

/** What the user pays for instances. */
export interface PriceTable {
  /** As `USD`. */
  readonly currency: string;
  /** Of one instance, by its type. */
  readonly perHour: Readonly<Record<string, number>>;
}

export interface FrontDoorPolicy {
  /** `auto`: a load balancer where the cluster shows that it can give one. `proxy` where the provider never can. */
  readonly type: 'auto' | 'load-balancer' | 'proxy';
  /** Of the Service whose load balancer takes the load. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly healthCheck: {
    /** `node-proxy`: kube-proxy's healthz (10256), as cloud load balancers do; `service`: the NodePort itself, by TCP connect; `none`. */
    readonly of: 'node-proxy' | 'service' | 'none';
    readonly everyMs: number;
    readonly timeoutMs: number;
    readonly rise: number;
    readonly fall: number;
  };
  readonly connectTimeoutMs: number;
  /**
   * Where new connections go while every backend fails its health check: to all of them, or nowhere (they are closed).
   */
  readonly allUnhealthy: 'route-to-all' | 'refuse';
  readonly deregistration: DeregistrationPolicy;
}

/** What happens to the connections through a node that has left the front door. Both times begin when it leaves. */
export interface DeregistrationPolicy {
  /** How long it still gets its share of the new connections, as long as its health check succeeds. */
  readonly lagMs: number;
  /** When its established connections are ended; at least the lag. Null: the front door ends none. */
  readonly drainDelayMs: number | null;
}

export interface Criteria {
  readonly outage: { readonly longestMs: number };
  /** Bad requests / rate, in ms of requests, in one node's step; worst lane. */
  readonly bad: { readonly perStepMs: number };
  readonly latency: {
    readonly p90: { readonly increase: number; readonly atLeastMs: number };
    /** Null: p99 is shown and not judged. */
    readonly p99: { readonly increase: number; readonly atLeastMs: number } | null;
  };
  readonly probes: {
    readonly api: { readonly longestMs: number } | null;
    readonly dns: { readonly longestMs: number } | null;
    readonly pods: { readonly longestMs: number } | null;
    /** Null: no such probe, also for those below. */
    readonly apiWrite: { readonly longestMs: number } | null;
    readonly rollout: { readonly longestMs: number } | null;
  };
  /** From the last uncordon of a step until recovered. */
  readonly settle: { readonly withinMs: number };
}

export interface ProductionSpec {
  readonly controlPlanes: number;
  readonly nodes: number;
  readonly windowMs: number | null;
  /** How long a production node takes from the start of its step to Ready; null omits the estimate. */
  readonly nodeReadyMs: number | null;
}

export type Role = 'control-plane' | 'worker';

/** A place in the cluster that outlives its machine. */
export interface Slot {
  readonly pool: string;
  readonly role: Role;
  readonly ordinal: number;
}

/** One machine in a slot: a replaced node is a new NodeRef in the same slot. */
export interface NodeRef {
  readonly uid: string;
  readonly name: string;
  readonly slot: Slot;
  readonly providerId?: string;
}

export type { GateCheck } from './calls/user-call.ts';
export type { AnyLaneKind, LaneKind } from './load/lane-kinds.ts';
export type {
  Arrival,
  ExpectedBody,
  HeaderValue,
  LaneSpec,
  LoadSpec,
  TargetSpec,
} from './load/load-spec.ts';
export type { Protocol } from './load/protocols.ts';
export type {
  AbortPolicy,
  DrainPolicy,
  GatePolicy,
  InPlacePolicy,
  NodeGate,
  NodeOrder,
  ReplacePolicy,
  SurgePolicy,
  UpgradePolicy,
  WorkerPolicy,
} from './upgrade-policy.ts';
export type { OwnWorkload, WorkloadSpec } from './workload-spec.ts';
