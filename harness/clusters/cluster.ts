import type { Commands } from '../command/commands.ts';
import type { ErrorCode } from '../errors.ts';
import type { Claims, JournalEntry } from '../journal/records.ts';
import type { CheckObjects } from '../scenario/manifests/checked-objects.ts';
import type { ProviderTraits } from '../scenario/providers/traits.ts';
import type { ClusterSpec, FrontDoorPolicy, NodeRef, Scenario, Slot } from '../scenario/scenario.ts';
import type { DoorFailures } from './door-tally.ts';

/** A version without a leading `v`, as `1.34.4`. */
export type Version = string;

/** A replica cluster. Disposal deletes it, or lets go of it where its provider borrows clusters (`ProviderTraits.ownership`). */
export interface Cluster extends AsyncDisposable {
  readonly name: string;
  readonly claims: Claims;
  /** Path of a kubeconfig of its own, mode 0600, in a private folder; never the user's own file. */
  readonly kubeconfig: string;
  /** Each API server and, where there are several, the balanced one. Reached on loopback. */
  readonly apiServers: readonly ApiEndpoint[];
  readonly nodes: readonly NodeRef[];
  /**
   * Resolves, with what was lost, when a part of the replica ended unexpectedly: what is measured from
   * then on says nothing of the upgrade. Never rejects. Left out where the provider can't tell.
   */
  readonly lost?: Promise<string>;
  readonly ops: NodeMaintenance;
  /**
   * Ids of the containers on this machine that its nodes and the front door run in, so that their processes are distinguished
   * from others. Left out where the nodes are child processes of this tool's, or elsewhere.
   */
  containers?(signal: AbortSignal): Promise<readonly string[]>;
  /** Loads images from the local engine onto every node. */
  loadImages(images: readonly string[], signal: AbortSignal): Promise<void>;
  openFrontDoor(spec: FrontDoorSpec, signal: AbortSignal): Promise<FrontDoor>;
  /** What the provider sees of its machines without the API server. Ends with the signal. */
  facts(signal: AbortSignal): AsyncIterable<ProviderFact>;
  /** The lines of a file on a node as they are written, from its beginning, without the API server; waits for a file that is not there yet. Ends with the signal. */
  followFile(node: NodeRef, path: string, signal: AbortSignal): AsyncIterable<string>;
  /** Everything worth reading after a failure, into a folder that exists. Never throws for a half-dead cluster: it exports what it can. */
  exportLogs(folder: string, signal: AbortSignal): Promise<void>;
  /** Lets go without deleting (`--keep`). What `clean` needs stays. */
  keep(): Promise<void>;
}

export interface ApiEndpoint {
  /** A node's name, or `balanced`. */
  readonly name: string;
  /** https://127.0.0.1:PORT */
  readonly url: string;
}

/** How nodes are upgraded: as much of it as the strategies of the provider's traits need. */
export interface NodeMaintenance {
  /** Images and binaries of the version onto every node, before the baseline. Returns the images that version's control plane consists of. */
  stage(
    to: Version,
    signal: AbortSignal,
    onStaged?: (node: NodeRef, images: number) => void,
  ): Promise<readonly string[]>;
  inPlace?: {
    /** Before the drain: kubeadm upgrade apply (first control plane) or node. Not called when the version stays the same. Waits out the access race with a bound. */
    upgradeConfig(node: NodeRef, to: Version, signal: AbortSignal): Promise<void>;
    /** After the drain: the new kubelet in place and restarted. Returns before it reports. */
    upgradeKubelet(node: NodeRef, to: Version, signal: AbortSignal): Promise<void>;
  };
  /** A new machine. The slot's old one may still be there (surge). It need not have registered when this returns. */
  provision?(slot: Slot, to: Version, signal: AbortSignal): Promise<NodeRef>;
  /** Switches the machine off and takes its Node out of the API, as a cloud's controller does. */
  retire?(node: NodeRef, signal: AbortSignal): Promise<void>;
}

export interface FrontDoorRoute {
  /** Name of the target, as in the samples' file names. */
  readonly target: string;
  /** NodePort of its Service. */
  readonly nodePort: number;
  /**
   * Where every node says whether it has a ready pod of the Service, as a Service with `externalTrafficPolicy: Local` has
   * it; a health check of `node-proxy` asks there instead. Null: any node will do.
   */
  readonly healthCheckNodePort: number | null;
}

/** What the scenario sets of it, and what is behind it. */
export interface FrontDoorSpec extends FrontDoorPolicy {
  readonly routes: readonly FrontDoorRoute[];
  /** Image of the web container outside the cluster that the control lane asks. */
  readonly controlImage: string;
}

/** One published loopback address per target, balanced over the workers, without retries. */
export interface FrontDoor extends AsyncDisposable {
  url(target: string): URL;
  /**
   * Same proxy, same published path, to a web container outside the cluster: no upgrade can touch it. Null where the
   * provider has no control lane.
   */
  readonly control: URL | null;
  /** Its settings in words, for the report, and its backends. */
  readonly settings: string;
  readonly backends: readonly string[];
  /** Connections that failed on their way to a worker since the last call. */
  failures(): Promise<readonly DoorFailures[]>;
  /** Backends follow replaced nodes. */
  follow(nodes: readonly NodeRef[]): Promise<void>;
}

export type ProviderFact = Omit<Extract<JournalEntry, { type: 'fact' }>, 'type'>;

/** One thing to look at before a run makes anything, also listed by `doctor`. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What was found (a version), or what is wrong. */
  readonly found: string;
  /** What to do; empty when ok. */
  readonly hint: string;
  /** The error that a run without it ends with; null: the run begins all the same, with a warning. */
  readonly code: ErrorCode | null;
}

/** A check that a run can't do without. */
export type Prerequisite = Check & { readonly code: ErrorCode };

/** Something that a run left behind. */
export interface Leftover {
  readonly runId: string;
  readonly kind: 'cluster' | 'container' | 'network' | 'image' | 'volume' | 'process';
  readonly name: string;
  remove(signal: AbortSignal): Promise<void>;
}

/** What a provider needs to make a cluster. */
export interface CreateOptions {
  readonly runId: string;
  readonly cluster: ClusterSpec;
  /** Private folder of the run (0700), outside the run directory, for its kubeconfig. */
  readonly privateFolder: string;
  /** Where logs go when creating fails. */
  readonly logFolder: string;
  readonly commands: Commands;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What preparing a cluster's images needs. */
export interface ImageOptions extends Pick<CreateOptions, 'commands' | 'cluster' | 'onProgress' | 'signal'> {
  /** The workload's own images, which will be loaded onto the nodes. */
  readonly workloadImages: readonly string[];
}

/** What of a scenario has prerequisites that a provider can check. */
export type CheckedScenario = Pick<Scenario, 'cluster' | 'workload' | 'load'>;

/** A kind of cluster. `clusters/<name>/provider.ts` exports it as `provider`. */
export interface Provider {
  /** Its entry in the table of traits. */
  readonly traits: ProviderTraits;
  /** Mistakes and omissions of the objects of a workload on this kind of cluster. Needs no cluster. */
  readonly checkObjects: CheckObjects;
  /** Every prerequisite of the provider; with a scenario also those of its cluster and its images. Nothing is created. */
  check(commands: Commands, scenario: CheckedScenario | null, signal: AbortSignal): Promise<readonly Check[]>;
  /**
   * Has every image ready that is loaded onto the nodes later, before anything is made for them: loads the archives that the
   * spec names, looks for the workload's own images, and builds the built-in web service where that is needed.
   * @returns the name of the web service's image
   * @throws RehearsalError `image-missing` naming what is not there; of exit 3 when there is no engine to ask
   */
  prepareImages(options: ImageOptions): Promise<string>;
  /** Cleans up after itself on failure and abort. @throws RehearsalError of exit 3 when a prerequisite is missing */
  create(options: CreateOptions): Promise<Cluster>;
  /** By label: of one run, or of all. */
  leftovers(commands: Commands, runId: string | null, signal: AbortSignal): Promise<readonly Leftover[]>;
}
