import type {
  Action,
  CapacityResult,
  Claims,
  EndpointState,
  KnownFrom,
  NodeRef,
  NodeState,
  Outcome,
  Phase,
  PodState,
  RecordOf,
  Resource,
  Rolling,
  RolloutState,
  Slot,
} from '../journal/records.ts';
import type { Member } from './members.ts';
import type { PodLife } from './pod-lives.ts';
import type { ProbeSeries } from './probes.ts';
import type { ProxyGap } from './proxy-gaps.ts';
import type { RemovedEndpoint } from './removed-endpoints.ts';
import type { ProblemFold } from './unready/problems.ts';

/** A period of the run, in microseconds since its start; `toUs` is null while it lasts. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number | null;
}

export interface PhaseBounds extends Span {
  readonly phase: Phase;
  /** Null while it lasts, or if the record of its end is missing. */
  readonly outcome: Outcome | null;
}

/** A time and its source: the API's report has priority over our intent. */
export interface Bound {
  readonly atUs: number;
  readonly knownFrom: KnownFrom;
}

export interface StepAction extends Span {
  readonly action: Action;
  readonly outcome: Outcome | null;
  readonly detail: string | null;
}

/** A node that a step created, and when it was first seen Ready. */
export interface NewNode {
  readonly node: NodeRef;
  readonly ready: Bound | null;
}

/** An action on one node, and its times. */
export interface Step {
  readonly index: number;
  readonly repeat: number;
  readonly node: string;
  readonly slot: Slot;
  /** Steps of a roll with the same one went side by side; left out: the step went alone, or it is not known. */
  readonly group?: number;
  readonly actions: readonly StepAction[];
  /** Null while it runs, and if its end was not journaled. */
  readonly outcome: Outcome | null;
  /** First intent, or the cordon if the API showed it earlier. */
  readonly began: Bound;
  readonly cordoned: Bound | null;
  readonly uncordoned: Bound | null;
  /** When it was gone; null if it stays. */
  readonly retired: Bound | null;
  /** In the order of their creation. */
  readonly provisioned: readonly NewNode[];
}

export interface BlindSpot extends Span {
  readonly resource: Resource;
  readonly why: string;
}

/** A node, system DaemonSet or workload that was not ready according to the API. */
export interface UnreadySpan extends Span {
  readonly kind: 'node' | 'DaemonSet' | 'Deployment' | 'StatefulSet';
  /** Such as `node a-worker` or `DaemonSet kube-system/kube-proxy`. */
  readonly subject: string;
  /** Every condition that did not hold meanwhile, as text, in order of appearance. */
  readonly reasons: readonly string[];
}

/** A Deployment of kube-system without a ready pod, such as `kube-system/coredns`. */
export interface IdleDeployment extends Span {
  readonly deployment: string;
}

/** A Service of the workload without a ready endpoint. */
export interface EmptyService extends Span {
  readonly namespace: string;
  readonly service: string;
}

/** A pod that a drain evicted or deleted, in its state at that time. */
export interface EvictedPod {
  readonly pod: PodState;
  readonly node: string;
  readonly atUs: number;
}

/** The last known state of an object, and since when. */
export interface HeldState<T> {
  readonly state: T;
  readonly sinceUs: number;
}

export interface SliceState {
  readonly namespace: string;
  readonly service: string;
  readonly endpoints: readonly EndpointState[];
}

/** When a resource was last listed. */
export interface FreshList {
  readonly beganUs: number;
  readonly atUs: number;
  readonly purpose: 'watch' | 'gate' | 'addons' | 'steady';
}

/** The state that follows from the journal so far. A live view: it changes with every record that is added. */
export interface Timeline {
  readonly header: RecordOf<'journal'> | null;
  /** Time of the last record. */
  readonly lastUs: number;
  readonly phases: readonly PhaseBounds[];
  /** In the order in which they began. */
  readonly steps: readonly Step[];
  readonly blind: readonly BlindSpot[];
  readonly unready: readonly UnreadySpan[];
  readonly emptyServices: readonly EmptyService[];
  readonly idleDeployments: readonly IdleDeployment[];
  readonly listed: ReadonlyMap<Resource, FreshList>;
  /** Nodes that should exist, by name, whatever the API shows. */
  readonly members: ReadonlyMap<string, Member>;
  /** By name. */
  readonly nodes: ReadonlyMap<string, HeldState<NodeState>>;
  /** By uid. */
  readonly pods: ReadonlyMap<string, HeldState<PodState>>;
  /** Reports of pods and controllers about why pods are not ready. */
  readonly problems: Pick<ProblemFold, 'ofPods' | 'warnings' | 'freedUs' | 'createdUs'>;
  /** The lives of the workload's pods, including deleted ones, in the order in which they were first seen. */
  readonly podLives: readonly PodLife[];
  /** By `namespace/slice`. */
  readonly endpoints: ReadonlyMap<string, HeldState<SliceState>>;
  /** In order of time: of every Service whose slices are watched. */
  readonly removedEndpoints: readonly RemovedEndpoint[];
  /** Of kube-proxy, in order of time. */
  readonly proxyGaps: readonly ProxyGap[];
  /** By `kind namespace/name`. */
  readonly rollouts: ReadonlyMap<string, HeldState<RolloutState>>;
  readonly probes: readonly ProbeSeries[];
  /** The writes of each API server, as read back at the end. */
  readonly writes: readonly RecordOf<'writes'>[];
  readonly capacity: { readonly before: CapacityResult | null; readonly after: CapacityResult | null };
  readonly lanes: readonly RecordOf<'lane'>[];
  readonly laneEnds: readonly RecordOf<'lane-end'>[];
  /** Requests that waited for one of their lane's own connections. */
  readonly waits: readonly RecordOf<'waited'>[];
  readonly inFlight: readonly RecordOf<'in-flight'>[];
  readonly names: { readonly pod: ReadonlyMap<number, string>; readonly node: ReadonlyMap<number, string> };
  readonly inventories: {
    readonly before: RecordOf<'inventory'> | null;
    readonly after: RecordOf<'inventory'> | null;
  };
  readonly evictions: readonly RecordOf<'eviction'>[];
  readonly heldEvictions: readonly RecordOf<'eviction-held'>[];
  readonly evicted: readonly EvictedPod[];
  readonly validations: readonly RecordOf<'validation'>[];
  readonly events: readonly RecordOf<'event'>[];
  /** Connections that failed between the front door and a worker. */
  readonly door: readonly RecordOf<'door'>[];
  readonly facts: readonly RecordOf<'fact'>[];
  /** Of the thread that keeps the schedule, and of the machine that sends. */
  readonly loadHost: readonly RecordOf<'load-host'>[];
  /** Of the machine that the replica shares with other programs. */
  readonly host: readonly RecordOf<'host'>[];
  /** Of the load threads that keep no schedule. */
  readonly threads: readonly RecordOf<'thread'>[];
  readonly frontDoor: RecordOf<'frontdoor'> | null;
  /** The parts of the workload; null before it is deployed. */
  readonly workload: RecordOf<'workload'> | null;
  readonly claims: Claims | null;
  readonly cluster: {
    readonly name: string;
    readonly nodes: readonly NodeRef[];
    readonly apiServers: readonly string[];
    /** Left out: by nodes. */
    readonly rolling?: Rolling;
  } | null;
  readonly errors: readonly RecordOf<'error'>[];
  /** About the scenario and its manifests, from before the run. */
  readonly warnings: readonly RecordOf<'warning'>[];
  /** Of a roll by a command. */
  readonly rollCommands: readonly RecordOf<'roll-command'>[];
  readonly rollLines: readonly RecordOf<'roll-line'>[];
  /** Of the scenario's hooks: each one's begin and end. */
  readonly hooks: readonly RecordOf<'hook'>[];
  readonly turn: Turn;
}

/** The early end of a roll. */
export interface Turn {
  /** Null: it was not ended early. */
  readonly stop: RecordOf<'roll-stop'> | null;
  /** Null: its nodes do not go back. */
  readonly wayBack: WayBack | null;
}

/** What a command that did not finish its roll left on a node. */
export interface LeftBehind {
  readonly node: string;
  readonly cordoned: boolean;
  /** Labelled to be left out by load balancers. */
  readonly excluded: boolean;
  /** Has kops' taint `scheduled-for-update`. */
  readonly tainted: boolean;
  /** The command took it out of its pool's count, so the pool has a node more. */
  readonly detached: boolean;
}

/** The return of a roll's nodes to the old version. */
export interface WayBack {
  readonly fromUs: number;
  readonly to: string;
  /** What the command of the ended roll had left on nodes. */
  readonly left: readonly LeftBehind[];
}

export type { RecordOf };
