import { abortable } from '../../async/abortable.ts';
import { kubeletPort } from '../addresses.ts';
import { type ApiClient, ApiFailure } from '../client/client.ts';
import type { EventRecorder } from '../client/events.ts';
import { informer } from '../client/informer.ts';
import type { Lags } from '../lags.ts';
import type { BackOffOptions } from './back-off.ts';
import type { ContainerLog } from './container-log.ts';
import { keepLease } from './lease.ts';
import { type LogName, openLogServer } from './log-server.ts';
import type { StaticPod } from './mirror-pod.ts';
import { mirrorPods } from './mirror-pods.ts';
import type { NodeDescription } from './node-status.ts';
import { type PodWorkers, podWorkers } from './pod-workers.ts';
import { heartbeat, register } from './registration.ts';
import type { Supervisor } from './supervisor.ts';

export interface KubeletOptions {
  readonly node: NodeDescription;
  readonly api: ApiClient;
  /** Outlives the kubelet. */
  readonly events: EventRecorder;
  /** Pods on the node: they ran before this kubelet and continue after it. */
  readonly supervisor: Supervisor;
  readonly lags: Lags;
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Environment of every process of the node. */
  readonly env: Readonly<Record<string, string>>;
  readonly staticPods: readonly StaticPod[];
  readonly tls: { readonly cert: string; readonly key: string };
  readonly token: string;
  readonly backOff: BackOffOptions;
  /** Aborts the start. */
  readonly signal: AbortSignal;
}

/** A kubelet that has reported its node as ready. Disposal leaves pods running. */
export interface Kubelet extends AsyncDisposable {
  /** Changes the manifests of static pods. Resolves when the API shows them. */
  showStaticPods(pods: readonly StaticPod[]): Promise<void>;
}

/** @throws the signal's reason; Error if its port is taken */
export async function openKubelet(options: KubeletOptions): Promise<Kubelet> {
  const { node, api, events, supervisor } = options;
  await using opening = new AsyncDisposableStack();
  const closed = new AbortController();
  const signal = AbortSignal.any([closed.signal, options.signal]);

  const registered = await register(api, node, signal);
  events.record('Node', registered, 'Normal', 'Starting', 'Starting kubelet.');
  const lease = keepLease(api, registered, signal);
  opening.defer(() => {
    closed.abort();
    return lease;
  });

  const selection = { fieldSelector: `spec.nodeName=${node.name}` };
  const pods = opening.use(informer(api, 'Pod', selection, { onError: logFault }));
  const workers = podWorkers(pods, { ...options, hostIp: node.address });
  opening.defer(workers.close);
  const mirrors = opening.use(
    mirrorPods(options.staticPods, { api, node: registered, hostIp: node.address, pods }),
  );
  const { tls, token } = options;
  const find = findLog(supervisor, workers);
  opening.use(await openLogServer({ address: node.address, port: kubeletPort, tls, token, find }));

  await abortable(pods.synced, signal);
  const beating = heartbeat(api, node, signal);
  opening.defer(() => {
    closed.abort();
    return beating.done;
  });
  await beating.first;
  signal.throwIfAborted();
  events.record('Node', registered, 'Normal', 'NodeReady', `Node ${node.name} status is now: NodeReady`);
  const running = opening.move();
  return {
    showStaticPods: mirrors.replace,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/**
 * An unavailable API is retried, and every component that waits for it reports it: the log is for unexpected errors.
 */
function logFault(error: unknown): void {
  if (!(error instanceof ApiFailure && (error.code === 0 || error.code === 410))) console.error(error);
}

/** Finds the log of a container. @throws Error in the kubelet's words */
function findLog(
  supervisor: Supervisor,
  workers: PodWorkers,
): (of: LogName, previous: boolean) => ContainerLog {
  return ({ namespace, pod, container }, previous) => {
    const sandbox = supervisor
      .sandboxes()
      .findLast((sandbox) => sandbox.namespace === namespace && sandbox.name === pod);
    const [newest, before] = sandbox?.containers(container) ?? [];
    const waiting = workers.named(namespace, pod)?.waitingReason(container) ?? null;
    // While a container waits for its restart, the attempt that ended last is the previous and the only one.
    const found = previous && waiting === null ? before : newest;
    if (found !== undefined) return found.log;
    const quoted = `container "${container}" in pod "${pod}"`;
    if (previous) throw new Error(`previous terminated ${quoted} not found`);
    throw new Error(`${quoted} is ${waiting === null ? 'not available' : `waiting to start: ${waiting}`}`);
  };
}
