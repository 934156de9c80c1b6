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

/** Of a node process and its pods: the node's name, used to find pods whose node process was killed. */
export const nodeVariable = 'K8S_REHEARSE_NODE';

export interface NodeSettings {
  readonly runId: string;
  readonly name: string;
  readonly role: Slot['role'];
  /** Its labels, including `kubernetes.io/hostname` and that of its slot. */
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
  /**
   * Command of each image; the first item is the program. A container whose image has no command fails like
   * one that can't be pulled.
   */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Private folder of this node: pods' logs, and files that followFile reads. */
  readonly folder: string;
  /** Static pods that a control plane shows as mirror pods: their names and images. */
  readonly staticPods: readonly { readonly name: string; readonly image: string }[];
}

/** Requests of the cluster process to a node process. Each is answered when done. */
export interface NodeRequests {
  /** Replaces the kubelet: stopped for `kubeletRestartMs`, then started at that version; pods continue. */
  upgradeKubelet: { readonly version: string };
  /** Control planes: shows the static pods with these images, as a kubelet does when their manifests change. */
  staticPods: { readonly pods: NodeSettings['staticPods'] };
  /** Switches the machine off: pods get no SIGTERM. The process ends. */
  powerOff: Record<string, never>;
}

export interface NetworkSettings {
  readonly runId: string;
  readonly range: number;
  readonly api: ApiAccess;
  readonly lags: Lags;
  /** Addresses of the API servers behind `balancedAddress`; empty: no balancer. */
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

/** Requests of the harness to the cluster process. */
export interface ClusterRequests {
  /**
   * Closes that control plane's API server and controllers, and opens them at the version `apiServerRestartMs` later.
   */
  upgradeControlPlane: { readonly node: string; readonly version: string };
  upgradeKubelet: { readonly node: string; readonly version: string };
  /** Creates a machine in the slot; answered when it is Ready. */
  provision: { readonly slot: Slot; readonly version: string };
  /** Switches the machine off and deletes its Node object. */
  retire: { readonly node: string };
  /** Facts about the machines from that number on. Answered as soon as there are any. */
  facts: { readonly since: number };
  /** Continues when the channel closes (`--keep`); SIGTERM ends it then. */
  keep: Record<string, never>;
}

/** A fact about a machine. */
export interface MachineFact {
  readonly what: string;
  /** Null: not about one node. */
  readonly node: string | null;
  readonly detail: string;
}

/** Response to the cluster process' settings, sent when the API responds and every node is Ready. */
export interface ClusterReady {
  /** Its part of loopback, see addresses.ts. */
  readonly range: number;
  readonly nodes: readonly NodeRef[];
  /** `balanced` first if there are several. */
  readonly apiServers: readonly { readonly name: string; readonly url: string }[];
  readonly access: ApiAccess;
}
