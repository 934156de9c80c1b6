import { connectApi } from '../client/api-client.ts';
import { type ApiAccess, type ApiClient, ApiFailure } from '../client/client.ts';
import { sharedInformers } from '../client/shared-informers.ts';
import type { Lags } from '../lags.ts';
import type { ControllerOptions } from './controller.ts';
import { runDaemonSetController } from './daemon-set.ts';
import { runDeploymentController } from './deployment.ts';
import { runDisruptionController } from './disruption.ts';
import { runEndpointSliceController } from './endpoint-slice.ts';
import { runGarbageController } from './garbage.ts';
import { type ElectionTimings, runElection, usualElection } from './leader.ts';
import { runNamespaceController } from './namespace.ts';
import { type NodeLifecycleOptions, runNodeLifecycleControllers } from './node-lifecycle.ts';
import { runReplicaSetController } from './replica-set.ts';
import { runScheduler } from './scheduler.ts';

export interface ManagerOptions {
  /** The API server of the same control plane. */
  readonly access: ApiAccess;
  /** Identity of that control plane in the election. */
  readonly identity: string;
  readonly lags: Pick<Lags, 'endpointsMs' | 'bindMs'>;
  readonly election?: ElectionTimings;
  readonly nodeLifecycle?: NodeLifecycleOptions;
  /** Ends it, as disposal does. */
  readonly signal?: AbortSignal;
  /** Called for every failure that is retried. */
  readonly onError?: (error: unknown) => void;
}

/**
 * The scheduler and all controllers of one control plane. They work while this instance holds the Lease
 * `kube-controller-manager`; other instances wait. In Kubernetes the scheduler has its own election; here one
 * leader runs both.
 */
export function runControllerManager(options: ManagerOptions): AsyncDisposable {
  const { access, identity, election = usualElection, signal = new AbortController().signal } = options;
  // A separate client: a renewal must not queue behind the controllers' requests.
  const api = connectApi(access, { timeoutMs: election.renewDeadlineMs });
  const elected = runElection({
    api,
    lease: 'kube-controller-manager',
    identity,
    timings: election,
    signal,
    lead: (leading) => runControllers(options, leading),
  });
  return {
    async [Symbol.asyncDispose]() {
      await elected[Symbol.asyncDispose]();
      await api[Symbol.asyncDispose]();
    },
  };
}

/** New informers: those of an earlier leadership are outdated. */
function runControllers(options: ManagerOptions, signal: AbortSignal): AsyncDisposable {
  const { access, lags, nodeLifecycle } = options;
  const onError = (error: unknown) => {
    // Conflicts between controllers are normal and are retried at once.
    if (!(error instanceof ApiFailure && error.code === 409)) options.onError?.(error);
  };
  const parts = new AsyncDisposableStack();
  const api: ApiClient = parts.use(connectApi(access));
  const informers = parts.use(sharedInformers(api, { onError }));
  const common: ControllerOptions = { api, signal, informers, onError };
  parts.use(runDeploymentController(common));
  parts.use(runReplicaSetController(common));
  parts.use(runDaemonSetController(common));
  parts.use(runGarbageController(common));
  parts.use(runNamespaceController(common));
  parts.use(runScheduler({ ...common, bindMs: lags.bindMs }));
  parts.use(runEndpointSliceController({ ...common, endpointsMs: lags.endpointsMs }));
  parts.use(runDisruptionController(common));
  parts.use(runNodeLifecycleControllers({ ...common, ...nodeLifecycle }));
  return parts;
}
