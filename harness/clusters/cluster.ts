import type { Commands } from '../command/commands.ts';
import type { ErrorCode } from '../errors.ts';
import type { Claims, JournalEntry, RollEntry } from '../journal/records.ts';
import type { MachineGroup } from '../plan/cloud-cost.ts';
import type { CheckObjects } from '../scenario/manifests/checked-objects.ts';
import type { ProviderTraits } from '../scenario/providers/traits.ts';
import type {
  ClusterSpec,
  FrontDoorPolicy,
  NodeRef,
  Scenario,
  Slot,
  UpgradePolicy,
} from '../scenario/scenario.ts';
import type { DoorChoice, FrontDoor, FrontDoorSpec } from './front-door.ts';

/** A version without a leading `v`, such as `1.34.4`. */
export type Version = string;

/**
 * A replica cluster. Disposal deletes it, or releases it if its provider borrows clusters (`ProviderTraits.ownership`).
 */
export interface Cluster extends AsyncDisposable {
  readonly name: string;
  readonly claims: Claims;
  /** Path of its own kubeconfig, mode 0600, in a private folder; never the user's own file. */
  readonly kubeconfig: string;
  /** Each API server and, if there are several, the balanced one. Reached on loopback. */
  readonly apiServers: readonly ApiEndpoint[];
  readonly nodes: readonly NodeRef[];
  /**
   * Resolves with the lost part when a part of the replica ended unexpectedly: later measurements say nothing
   * about the upgrade. Never rejects. Absent if the provider can't detect it.
   */
  readonly lost?: Promise<string>;
  readonly ops: NodeMaintenance;
  /**
   * Rolls every node by the commands of another tool, and yields their begin, lines and end as they come. Only where the
   * provider's trait `rolling` is `command`; nodes are then in the pools that its trait `nodeMarks` finds. At abort the
   * command's process group is ended, and its end (`aborted`) is yielded before the signal's reason is thrown. Its command is
   * also ended, and the iteration with it, once `options.endAfter` is reached.
   * @throws RehearsalError `upgrade-failed`, `drain-timed-out` or `gate-timed-out`, after the last event
   */
  roll?(options: RollOptions, signal: AbortSignal): AsyncIterable<RollEvent>;
  /**
   * Ids of the containers on this machine that its nodes and the front door run in, which identify their
   * processes. Absent if the nodes are child processes of this tool, or run elsewhere.
   */
  containers?(signal: AbortSignal): Promise<readonly string[]>;
  /** Loads images from the local engine onto every node. */
  loadImages(images: readonly string[], signal: AbortSignal): Promise<void>;
  /** What is to take the load, by what the cluster shows. Absent where nothing makes load balancers: a proxy. */
  chooseFrontDoor?(type: FrontDoorPolicy['type'], signal: AbortSignal): Promise<DoorChoice>;
  /** @throws RehearsalError `front-door-unreachable` if a load balancer has no address, or does not answer there */
  openFrontDoor(spec: FrontDoorSpec, signal: AbortSignal): Promise<FrontDoor>;
  /** The provider's view of its machines without the API server. Ends with the signal. */
  facts(signal: AbortSignal): AsyncIterable<ProviderFact>;
  /**
   * Yields the lines of a file on a node as they are written, from its beginning, without the API server.
   * Waits for a file that does not exist yet. Ends with the signal.
   */
  followFile(node: NodeRef, path: string, signal: AbortSignal): AsyncIterable<string>;
  /**
   * Exports everything useful after a failure into an existing folder. Never throws for a broken cluster: it
   * exports what it can.
   */
  exportLogs(folder: string, signal: AbortSignal): Promise<void>;
  /** Releases the cluster without deleting it (`--keep`). Everything that `clean` needs stays. */
  keep(): Promise<void>;
}

/** What a roll by a command is to do. */
export interface RollOptions {
  readonly upgrade: UpgradePolicy;
  readonly to: Version;
  /** `back`: nodes return to the version that they had before a roll. */
  readonly direction: 'forward' | 'back';
  /** Ends the roll in order once the steps of so many nodes have ended, as a person would; null: it goes to its end. */
  readonly endAfter: number | null;
}

/** What a roll by a command did or printed, as the journal holds it. */
export type RollEvent = RollEntry;

export interface ApiEndpoint {
  /** A node's name, or `balanced`. */
  readonly name: string;
  /** https://127.0.0.1:PORT */
  readonly url: string;
}

/** How nodes are upgraded: the operations that the strategies in the provider's traits need. */
export interface NodeMaintenance {
  /**
   * Puts images and binaries of the version onto every node, before the baseline. Returns the images of that
   * version's control plane.
   */
  stage(
    to: Version,
    signal: AbortSignal,
    onStaged?: (node: NodeRef, images: number) => void,
  ): Promise<readonly string[]>;
  inPlace?: {
    /**
     * Before the drain: kubeadm upgrade apply (first control plane) or node. Not called if the version stays
     * the same. Waits for the access race, with a limit.
     */
    upgradeConfig(node: NodeRef, to: Version, signal: AbortSignal): Promise<void>;
    /** After the drain: installs the new kubelet and restarts it. Returns before it reports. */
    upgradeKubelet(node: NodeRef, to: Version, signal: AbortSignal): Promise<void>;
  };
  /** Creates a machine. The slot's old one may still exist (surge). It need not have registered when this returns. */
  provision?(slot: Slot, to: Version, signal: AbortSignal): Promise<NodeRef>;
  /** Switches the machine off and removes its Node from the API, as a cloud's controller does. */
  retire?(node: NodeRef, signal: AbortSignal): Promise<void>;
}

export type ProviderFact = Omit<Extract<JournalEntry, { type: 'fact' }>, 'type'>;

/** One check before a run creates anything, also listed by `doctor`. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** The finding (a version), or the problem. */
  readonly found: string;
  /** What to do; empty when ok. */
  readonly hint: string;
  /** The error with which a run without it ends; null: the run starts anyway, with a warning. */
  readonly code: ErrorCode | null;
}

/** A check that a run requires. */
export type Prerequisite = Check & { readonly code: ErrorCode };

/** Something that a run left behind. */
export interface Leftover {
  readonly runId: string;
  readonly kind: 'cluster' | 'container' | 'network' | 'image' | 'volume' | 'process';
  readonly name: string;
  remove(signal: AbortSignal): Promise<void>;
}

/** Inputs for creating a cluster. */
export interface CreateOptions {
  readonly runId: string;
  readonly cluster: ClusterSpec;
  /** Private folder of the run (0700), outside the run directory, for its kubeconfig. */
  readonly privateFolder: string;
  /** Where logs are written if the creation fails. */
  readonly logFolder: string;
  readonly commands: Commands;
  readonly onProgress: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Inputs for preparing a cluster's images. */
export interface ImageOptions extends Pick<CreateOptions, 'commands' | 'cluster' | 'onProgress' | 'signal'> {
  /** The workload's own images, which will be loaded onto the nodes. */
  readonly workloadImages: readonly string[];
}

/** The parts of a scenario with prerequisites that a provider can check. */
export type CheckedScenario = Pick<Scenario, 'cluster' | 'workload' | 'load'>;

/** A kind of cluster. `clusters/<name>/provider.ts` exports it as `provider`. */
export interface Provider {
  /** Its entry in the table of traits. */
  readonly traits: ProviderTraits;
  /** Mistakes and omissions of a workload's objects on this kind of cluster. Needs no cluster. */
  readonly checkObjects: CheckObjects;
  /** Every prerequisite of the provider; with a scenario also those of its cluster and its images. Creates nothing. */
  check(commands: Commands, scenario: CheckedScenario | null, signal: AbortSignal): Promise<readonly Check[]>;
  /**
   * Prepares every image that is loaded onto the nodes later, before anything is created for them. Loads the archives
   * that the spec names, checks the workload's own images, and builds the built-in web service if needed.
   * @returns the name of the web service's image
   * @throws RehearsalError `image-missing` naming what is missing; one of exit code 3 if there is no engine
   */
  prepareImages(options: ImageOptions): Promise<string>;
  /**
   * The machines that a cluster of that specification would consist of, where its provider makes some that cost money.
   * Reads, and changes nothing.
   */
  listMachines?(
    commands: Commands,
    cluster: ClusterSpec,
    signal: AbortSignal,
  ): Promise<readonly MachineGroup[]>;
  /** Cleans up after itself on failure and abort. @throws RehearsalError of exit code 3 if a prerequisite is missing */
  create(options: CreateOptions): Promise<Cluster>;
  /**
   * By label: of one run, or of all.
   * @param privateFolder of that run, where this user has it: what was noted there says where else to look
   */
  leftovers(
    commands: Commands,
    runId: string | null,
    signal: AbortSignal,
    privateFolder: string | null,
  ): Promise<readonly Leftover[]>;
}
