import type { NodeRef, Slot } from '../../scenario/scenario.ts';
import type { ApiAccess } from '../client/client.ts';
import type { Lags } from '../lags.ts';

/**
 * Every process of an embedded cluster is forked with an IPC channel and gets its settings as the first message. When
 * the channel closes it ends, with everything that it started: it does not outlive its parent, even after `kill -9`.
 * Its environment carries `runVariable`, by which `clean` finds what a bug might leave.
 *
 *   harness ── cluster process (store, API servers, controllers) ─┬─ network process (node proxies, API balancer)
 *      │                                                          └─ node process, one a node (kubelet) ── pods
 *      └────── front-door process, control web process (clusters/embedded)
 */
export const runVariable = 'K8S_REHEARSE_RUN';

/** Of a node process and its pods: the node's name, by which pods are found whose node process was killed. */
export const nodeVariable = 'K8S_REHEARSE_NODE';

export interface NodeSettings {
  readonly runId: string;
  readonly name: string;
  readonly role: Slot['role'];
  /** Its labels, `kubernetes.io/hostname` and the slot's among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly effect: 'NoSchedule' | 'NoExecute' }[];
  /** Address part, see addresses.ts. */
  readonly range: number;
  readonly index: number;
  readonly version: string;
  readonly api: ApiAccess;
  /** PEM of the kubelet's own serving certificate, for its address. */
  readonly tls: { readonly cert: string; readonly key: string };
  readonly lags: Lags;
  /** Command of each image, first the program. An image without one fails as one that can't be pulled. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Private folder of this node: pods' logs and files that followFile reads. */
  readonly folder: string;
  /** Static pods that a control plane shows as mirror pods: their names and images. */
  readonly staticPods: readonly { readonly name: string; readonly image: string }[];
}

/** What the cluster process asks of a node process. Each is answered when done. */
export interface NodeRequests {
  /** Replaces the kubelet: away for `kubeletRestartMs`, then back with that version; pods go on. */
  upgradeKubelet: { readonly version: string };
  /** Control planes: shows the static pods at these images, as a kubelet does when their manifests change. */
  staticPods: { readonly pods: NodeSettings['staticPods'] };
  /** The machine is switched off: pods get no SIGTERM. The process ends. */
  powerOff: Record<string, never>;
}

export interface NetworkSettings {
  readonly runId: string;
  readonly range: number;
  readonly api: ApiAccess;
  readonly lags: Lags;
  /** Addresses of the API servers to balance between on `balancedAddress`; empty: no balancer. */
  readonly apiServers: readonly string[];
}

export interface ClusterSettings {
  readonly runId: string;
  readonly name: string;
  readonly version: string;
  readonly slots: readonly Slot[];
  readonly lags: Lags;
  readonly commands: NodeSettings['commands'];
  /** Private folder of the run. */
  readonly folder: string;
}

/** What the harness asks of the cluster process. */
export interface ClusterRequests {
  /** Closes that control plane's API server and controllers and opens them at the version, `apiServerRestartMs` later. */
  upgradeControlPlane: { readonly node: string; readonly version: string };
  upgradeKubelet: { readonly node: string; readonly version: string };
  /** A new machine in the slot, Ready when answered. */
  provision: { readonly slot: Slot; readonly version: string };
  /** Switches the machine off and deletes its Node object. */
  retire: { readonly node: string };
  /** What was seen of the machines, from that number on. Answered when there is anything. */
  facts: { readonly since: number };
  /** Goes on when the channel closes (`--keep`); SIGTERM ends it then. */
  keep: Record<string, never>;
}

/** Something seen of a machine. */
export interface MachineFact {
  readonly what: string;
  /** Null: not of one node. */
  readonly node: string | null;
  readonly detail: string;
}

/** Answer to the cluster process' settings, when the API answers and every node is Ready. */
export interface ClusterReady {
  /** Its part of loopback, see addresses.ts. */
  readonly range: number;
  readonly nodes: readonly NodeRef[];
  /** `balanced` first where there are several. */
  readonly apiServers: readonly { readonly name: string; readonly url: string }[];
  readonly access: ApiAccess;
}
