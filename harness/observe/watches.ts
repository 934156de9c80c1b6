import type {
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Node,
  V1Pod,
  V1StatefulSet,
} from '@kubernetes/client-node';
import type { RolloutRef } from '../journal/records.ts';
import { endpointStates, nodeState, podState } from '../kube/project.ts';
import { daemonSetRollout, deploymentRollout, statefulSetRollout } from '../kube/rollout-states.ts';
import type { NodeMarks } from '../scenario/providers/traits.ts';
import { watchEvents } from './events.ts';
import { journaledWatch, type Purpose, type WatchContext } from './watched-resource.ts';

const serviceLabel = 'kubernetes.io/service-name';

export interface ObserveOptions extends WatchContext {
  /** The parts of the workload. */
  readonly rollouts: readonly RolloutRef[];
  /** Services whose endpoints are watched. */
  readonly services: readonly { readonly namespace: string; readonly service: string }[];
  /** Further namespaces whose DaemonSets and Deployments are watched, such as the probers'; kube-system always is. */
  readonly alsoNamespaces?: readonly string[];
  /** See `nodeState`. */
  readonly marks?: NodeMarks | null;
}

/** Watches that write to the journal. Disposal ends them, after their last records. */
export interface Observers extends AsyncDisposable {
  /**
   * Reads new, consistent lists of everything except events, all begun after this call, into the journal.
   * @throws the error of a list (the API is unavailable); the signal's reason when aborted
   */
  relist(purpose: Purpose, signal: AbortSignal): Promise<void>;
  /** A probe found the API unavailable: every watch is blind until it has read a new list. Call it once per outage. */
  apiAway(why: string): void;
}

/** Watches nodes, pods, the services' endpoints, rollouts and events, from now until the signal or disposal. */
export function observe(options: ObserveOptions): Observers {
  const { kube, rollouts, marks } = options;
  const ended = new AbortController();
  const context = { ...options, signal: AbortSignal.any([options.signal, ended.signal]) };
  const namespaces = new Set([
    'kube-system',
    ...rollouts.map(({ namespace }) => namespace),
    ...(options.alsoNamespaces ?? []),
  ]);
  const inNamespaces = ({ metadata }: V1DaemonSet | V1Deployment | V1StatefulSet) =>
    namespaces.has(metadata?.namespace ?? '');
  const getService = ({ metadata }: V1EndpointSlice) => ({
    namespace: metadata?.namespace ?? '',
    service: metadata?.labels?.[serviceLabel] ?? '',
  });
  const served = new Set(options.services.map(({ namespace, service }) => `${namespace}/${service}`));
  const states = [
    journaledWatch<V1Node>(context, {
      resource: 'nodes',
      path: '/api/v1/nodes',
      list: (request) => kube.core.listNode({}, request),
      project: (node) => nodeState(node, marks),
      entry: (change, node) => ({ type: 'node', change, node: nodeState(node, marks) }),
    }),
    journaledWatch<V1Pod>(context, {
      resource: 'pods',
      path: '/api/v1/pods',
      list: (request) => kube.core.listPodForAllNamespaces({}, request),
      project: podState,
      entry: (change, pod) => ({ type: 'pod', change, pod: podState(pod) }),
    }),
    journaledWatch<V1EndpointSlice>(context, {
      resource: 'endpointslices',
      path: '/apis/discovery.k8s.io/v1/endpointslices',
      list: (request) => kube.discovery.listEndpointSliceForAllNamespaces({}, request),
      wanted: (slice) => served.has(`${getService(slice).namespace}/${getService(slice).service}`),
      project: endpointStates,
      entry: (change, slice) => ({
        type: 'endpoints',
        ...getService(slice),
        slice: slice.metadata?.name ?? '',
        change,
        endpoints: endpointStates(slice),
      }),
    }),
    journaledWatch<V1DaemonSet>(context, {
      resource: 'daemonsets',
      path: '/apis/apps/v1/daemonsets',
      list: (request) => kube.apps.listDaemonSetForAllNamespaces({}, request),
      wanted: inNamespaces,
      project: daemonSetRollout,
      entry: (change, set) => ({ type: 'rollout', change, rollout: daemonSetRollout(set) }),
    }),
    journaledWatch<V1Deployment>(context, {
      resource: 'deployments',
      path: '/apis/apps/v1/deployments',
      list: (request) => kube.apps.listDeploymentForAllNamespaces({}, request),
      wanted: inNamespaces,
      project: deploymentRollout,
      entry: (change, deployment) => ({ type: 'rollout', change, rollout: deploymentRollout(deployment) }),
    }),
  ];
  if (rollouts.some(({ kind }) => kind === 'StatefulSet'))
    states.push(
      journaledWatch<V1StatefulSet>(context, {
        resource: 'statefulsets',
        path: '/apis/apps/v1/statefulsets',
        list: (request) => kube.apps.listStatefulSetForAllNamespaces({}, request),
        wanted: inNamespaces,
        project: statefulSetRollout,
        entry: (change, set) => ({ type: 'rollout', change, rollout: statefulSetRollout(set) }),
      }),
    );
  const all = [...states, watchEvents(context)];
  return {
    relist: async (purpose, signal) => {
      await Promise.all(states.map((watch) => watch.relist(purpose, signal)));
    },
    apiAway: (why) => {
      for (const watch of all) watch.apiAway(why);
    },
    [Symbol.asyncDispose]: async () => {
      ended.abort(new Error('the observers have been disposed of'));
      await Promise.all(all.map((watch) => watch.done));
    },
  };
}
