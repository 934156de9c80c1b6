import type { PodState, Resource, RolloutRef, RolloutState } from '../journal/records.ts';
import { hasEnded } from './has-ended.ts';
import type { Timeline } from './model.ts';
import { nodeFaults, rolloutFaults, rolloutKey } from './readiness.ts';
import { systemNamespace } from './system-namespace.ts';

/** Inputs of the conditions that a gate, the steady state and the live view check. */
export interface Expectation {
  /** Version (without `v`) that each node must report, by its name. */
  readonly versions: ReadonlyMap<string, string>;
  /** Nodes that stay cordoned, by name. */
  readonly quarantined?: ReadonlySet<string>;
  /** The parts of the workload. */
  readonly rollouts: readonly RolloutRef[];
  /**
   * Targets whose Services must have a ready endpoint. Gates leave them out, because a pod without a
   * controller does not return.
   */
  readonly targets?: readonly {
    readonly name: string;
    readonly namespace: string;
    readonly service: string;
  }[];
  /**
   * Lists must have begun at this time or later (µs since the run's start), because a watch may be silent
   * long after its API server's end.
   */
  readonly listedSinceUs?: number;
}

/** The part of a timeline that describes the cluster's current state. */
export type ClusterState = Pick<Timeline, 'nodes' | 'pods' | 'endpoints' | 'rollouts' | 'blind' | 'listed'>;

/** All resources that are always watched, except events, which do not describe the current state. */
const resources = [
  'nodes',
  'pods',
  'endpointslices',
  'daemonsets',
  'deployments',
] as const satisfies readonly Resource[];

/** All conditions that do not hold now, as text; empty if the cluster is as expected. */
export function unmet(state: ClusterState, expect: Expectation): readonly string[] {
  return [
    ...unseen(state, expect),
    ...nodesUnmet(state, expect),
    ...podsUnmet(state),
    ...rolloutsUnmet(state, expect),
    ...targetsUnmet(state, expect),
  ];
}

function targetsUnmet({ endpoints }: ClusterState, { targets = [] }: Expectation): readonly string[] {
  const slices = [...endpoints.values()].map(({ state }) => state);
  const isServed = ({ namespace, service }: (typeof targets)[number]) =>
    slices.some(
      (slice) =>
        slice.namespace === namespace &&
        slice.service === service &&
        slice.endpoints.some(({ ready }) => ready),
    );
  return targets
    .filter((target) => !isServed(target))
    .map(
      ({ name, namespace, service }) =>
        `target ${name}: Service ${namespace}/${service} has no ready endpoint`,
    );
}

function unseen(
  { blind, listed }: ClusterState,
  { rollouts, listedSinceUs = 0 }: Omit<Expectation, 'versions'>,
): readonly string[] {
  const open = new Set(blind.filter((spot) => spot.toUs === null).map((spot) => spot.resource));
  const sets = rollouts.some(({ kind }) => kind === 'StatefulSet') ? (['statefulsets'] as const) : [];
  return [...resources, ...sets].flatMap((resource) => {
    if (open.has(resource)) return [`${resource} can't be seen now`];
    const list = listed.get(resource);
    if (list === undefined) return [`${resource} have not been listed`];
    return list.beganUs < listedSinceUs ? [`${resource} have not been listed again`] : [];
  });
}

function nodesUnmet({ nodes }: ClusterState, { versions, quarantined }: Expectation): readonly string[] {
  const missing = [...versions.keys()]
    .filter((name) => !nodes.has(name))
    .map((name) => `node ${name} is not there`);
  const faults = [...nodes.values()].flatMap(({ state }) => {
    const wanted = versions.get(state.name);
    const old = wanted !== undefined && state.kubeletVersion !== wanted;
    return [
      ...nodeFaults(quarantined?.has(state.name) ? { ...state, unschedulable: false } : state),
      ...(old ? [`node ${state.name} reports ${state.kubeletVersion}, not ${wanted}`] : []),
    ];
  });
  return [...missing, ...faults];
}

function podsUnmet({ pods }: ClusterState): readonly string[] {
  return [...pods.values()].flatMap(({ state }) => (isFailing(state) ? [podFault(state)] : []));
}

const podFault = ({ name, phase, waiting }: PodState) =>
  `pod ${systemNamespace}/${name} is not ready (${waiting ?? phase})`;

/**
 * Whether a system pod exists but does not do its work. A pod that has ended is ignored, as in kops. A terminating pod
 * is ignored if a DaemonSet or ReplicaSet covers its successor; for a static pod nothing else does.
 */
export function isFailing(pod: PodState): boolean {
  if (pod.namespace !== systemNamespace || hasEnded(pod)) return false;
  return !(pod.terminating && isReplaceable(pod)) && !pod.ready;
}

/** Whether the pod's owner is a controller that creates successors. */
const isReplaceable = ({ owner }: PodState): boolean => /^(DaemonSet|ReplicaSet)\//.test(owner ?? '');

/**
 * Why kube-system's Deployments and DaemonSets are not rolled out, as text; empty if they are. Stricter than `unmet` in
 * one respect: no earlier pod may exist, not even a terminating one, because node proxies still know it as an endpoint.
 * @param listedSinceUs lists must have begun at this time or later (µs since the run's start)
 */
export function addonsUnmet(state: ClusterState, listedSinceUs: number): readonly string[] {
  const pods = [...state.pods.values()]
    .map((held) => held.state)
    .filter((pod) => pod.namespace === systemNamespace && isReplaceable(pod) && !hasEnded(pod));
  return [
    ...unseen(state, { rollouts: [], listedSinceUs }),
    ...systemRollouts(state).flatMap(rolloutFaults),
    ...pods.flatMap((pod) => {
      if (pod.terminating) return [`pod ${systemNamespace}/${pod.name} is still terminating`];
      return pod.ready ? [] : [podFault(pod)];
    }),
  ];
}

function systemRollouts({ rollouts }: ClusterState): readonly RolloutState[] {
  return [...rollouts.values()]
    .map((held) => held.state)
    .filter(({ namespace }) => namespace === systemNamespace);
}

function rolloutsUnmet(state: ClusterState, expect: Expectation): readonly string[] {
  const expected = expect.rollouts.map(rolloutKey);
  const ofWorkload = expected.flatMap((key) => {
    const found = state.rollouts.get(key)?.state;
    return found === undefined ? [`${key} is not there`] : rolloutFaults(found);
  });
  // A workload in the system's own namespace is listed once.
  const others = systemRollouts(state).filter((rollout) => !expected.includes(rolloutKey(rollout)));
  return [...others.flatMap(rolloutFaults), ...ofWorkload];
}
