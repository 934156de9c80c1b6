/**
 * A scenario after defaults and overrides: what every other room reads, and what scenario.resolved.json holds.
 * Durations are milliseconds (`Ms`), versions have no leading `v`, shares are fractions.
 */
export interface Scenario {
  readonly apiVersion: 'rehearsal/v1alpha1';
  readonly kind: 'Rehearsal';
  readonly metadata: { readonly name: string };
  /** How often the roll is rehearsed, each time on a fresh cluster. */
  readonly repeat: number;
  readonly cluster: ClusterSpec;
  readonly upgrade: UpgradePolicy;
  readonly workload: WorkloadSpec | OwnWorkload;
  readonly frontDoor: FrontDoorPolicy;
  readonly load: LoadSpec;
  readonly criteria: Criteria;
  /** The production cluster that the duration is estimated for; null withholds the estimate. */
  readonly production: ProductionSpec | null;
}

export interface ClusterSpec {
  readonly provider: 'embedded' | 'kind';
  /** By default a name scoped to the run. */
  readonly name: string | null;
  readonly from: string;
  /** Equal to `from`: a roll without a version change, as a machine-image or OS-patch roll. */
  readonly to: string;
  readonly controlPlanes: number;
  readonly pools: readonly { readonly name: string; readonly nodes: number }[];
  /** Image archives (paths, relative to the scenario file, made absolute on loading) to load into the local engine first. */
  readonly images: readonly string[];
  /** Node image of each version, where it is not `kindest/node:v<version>`. */
  readonly nodeImages: Readonly<Record<string, string>>;
  /** What a container of an image runs, where nothing pulls images (embedded). A container's own `command` comes first. Words that begin with `./` were made absolute. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Processors that its nodes keep to; any, where there are none. */
  readonly cpus?: readonly number[] | null;
}

export interface UpgradePolicy {
  /** A run that changes nothing but fires the same phases, intervals and gates: the noise floor. */
  readonly none: boolean;
  readonly controlPlane: InPlacePolicy;
  readonly nodes: InPlacePolicy | ReplacePolicy | SurgePolicy;
  readonly drain: DrainPolicy;
  readonly gate: GatePolicy | null;
}

interface RolePolicy {
  /** As kops means it: the pause after each node of that role, the last one too, before validating. */
  readonly intervalMs: number;
}

/** Each node is upgraded where it is. */
export interface InPlacePolicy extends RolePolicy {
  readonly strategy: 'in-place';
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

/** The built-in web service, and the ways in which it can be made to behave badly. */
export interface WorkloadSpec {
  readonly builtin: 'web';
  readonly replicas: number;
  /** CPU work per request, in microseconds of busy time. */
  readonly workUs: number;
  /** Pause of the preStop hook; 0 leaves the hook out. */
  readonly preStopMs: number;
  readonly terminationGraceMs: number;
  /** minAvailable of the PodDisruptionBudget; null leaves the budget out. */
  readonly budget: { readonly minAvailable: number } | null;
  /** Topology spread over hosts. */
  readonly spread: boolean;
  /** What SIGTERM does: finish requests and leave, leave at once (cutting connections), or nothing. */
  readonly onSigterm: 'graceful' | 'exit' | 'ignore';
  readonly readinessProbe: boolean;
  /** Time from process start until it listens and is ready. */
  readonly startupMs: number;
}

/** The user's own manifests in place of the built-in service. */
export interface OwnWorkload {
  readonly builtin: null;
  /** Absolute paths, applied in this order, and what they held: a Secret may be in there, so the run directory keeps no copy. */
  readonly manifests: readonly { readonly path: string; readonly sha256: string }[];
  /** Images to load from the local engine onto every node. */
  readonly images: readonly string[];
}

/** A value, or the environment variable that holds it when the run starts. */
export type HeaderValue = string | { readonly env: string };

/** A service under load: what is asked of it, and what a good answer is. */
export interface TargetSpec {
  readonly name: string;
  /** Null: the built-in one. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | null;
  /** Of each lane's rate it gets this weight / the sum of all weights. */
  readonly weight: number;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, HeaderValue>>;
    readonly body: string | null;
  };
  readonly expect: {
    readonly status: number;
    /** The whole body, a part of it, or anything. */
    readonly body: string | { readonly contains: string } | null;
  };
}

export interface FrontDoorPolicy {
  readonly healthCheck: {
    /** `node-proxy`: kube-proxy's healthz (10256), as cloud load balancers do; `service`: the NodePort itself, by TCP connect; `none`. */
    readonly of: 'node-proxy' | 'service' | 'none';
    readonly everyMs: number;
    readonly timeoutMs: number;
    readonly rise: number;
    readonly fall: number;
  };
  readonly connectTimeoutMs: number;
}

/** Kept-alive connections; a new connection for each request; long-lived answers that are looked at. */
export type LaneKind = 'reused' | 'fresh' | 'stream';

/**
 * When the requests of an open-loop lane are due: one at a random place of each slot of 1/rate; at equal distances; as a
 * Poisson process; at rates that change, one at a random place of each slot; or as recorded. A profile is repeated from
 * its beginning for as long as the load is on.
 */
export type Arrival =
  | { readonly pattern: 'random' | 'constant' | 'poisson' }
  | {
      readonly pattern: 'steps';
      readonly steps: readonly { readonly forMs: number; readonly ratePerS: number }[];
    }
  | {
      readonly pattern: 'replay';
      /** Where it was read from. */
      readonly file: string;
      /** Of each request, from the first one's; never less than the one before. */
      readonly offsetsUs: readonly number[];
      /** From the first request to its repetition. */
      readonly cycleUs: number;
    };

export interface LoadSpec {
  /** Requests per second, per open-loop lane, over all targets together; the mean where the arrivals are a profile. */
  readonly ratePerS: number;
  readonly arrival: Arrival;
  /** The first one is what autocannon asks. */
  readonly targets: readonly TargetSpec[];
  readonly lanes: readonly LaneKind[];
  /** Of one request, from its intended start. */
  readonly timeoutMs: number;
  /** Slower than this is bad, like a failure. */
  readonly slowMs: number;
  readonly baselineMs: number;
  readonly recoveryMs: number;
  /** autocannon: uncapped (`requests` over `connections`) before the baseline and after recovery; capped at `ratePerS` in between. */
  readonly closed: {
    readonly connections: number;
    readonly requests: number;
    readonly ratePerS: number;
  } | null;
  /** Seed of the arrival schedule. */
  readonly seed: number;
  /** Processors that the whole harness keeps to; any, where there are none. */
  readonly cpus?: readonly number[] | null;
}

export interface Criteria {
  readonly outage: { readonly longestMs: number };
  /** Bad requests / rate, in ms of load, in one node's step; worst lane. */
  readonly bad: { readonly perStepMs: number };
  readonly latency: {
    readonly p90: { readonly increase: number; readonly atLeastMs: number };
    /** Left out: p99 is shown and not judged. */
    readonly p99?: { readonly increase: number; readonly atLeastMs: number };
  };
  readonly probes: {
    readonly api: { readonly longestMs: number } | null;
    readonly dns: { readonly longestMs: number } | null;
    /** Null runs no such probe, as with those below. */
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
  /** How long a production node takes from the start of its step to Ready; null withholds the estimate. */
  readonly nodeReadyMs: number | null;
}

export type Role = 'control-plane' | 'worker';

/** A place in the cluster that outlives the machine in it. */
export interface Slot {
  readonly pool: string;
  readonly role: Role;
  readonly ordinal: number;
  readonly zone?: string;
}

/** One machine in a slot: a replaced node is a new NodeRef in the same slot. */
export interface NodeRef {
  readonly uid: string;
  readonly name: string;
  readonly slot: Slot;
  readonly providerId?: string;
}
