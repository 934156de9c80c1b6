import type { PodState, Resource } from '../journal/records.ts';
import { systemNamespace, type Timeline } from './model.ts';
import { nodeFaults, rolloutFaults, rolloutKey } from './readiness.ts';

/** What a gate, the steady state and the live view wait for. */
export interface Expectation {
  /** Version (without `v`) that each node must report, by its name. */
  readonly versions: ReadonlyMap<string, string>;
  readonly namespace: string;
  readonly deployment: string;
  /** Lists must have begun at this time or later (µs since the run's start): a watch may be silent long after its API server went. */
  readonly listedSinceUs?: number;
}

/** The part of a timeline that says how the cluster is now. */
export type ClusterState = Pick<Timeline, 'nodes' | 'pods' | 'rollouts' | 'blind' | 'listed'>;

/** Everything that is watched but events, which say nothing of how things are now. */
const resources = [
  'nodes',
  'pods',
  'endpointslices',
  'daemonsets',
  'deployments',
] as const satisfies readonly Resource[];

/** Everything that does not hold now, in words; empty when the cluster is as expected. */
export function unmet(state: ClusterState, expect: Expectation): readonly string[] {
  return [
    ...unseen(state, expect),
    ...nodesUnmet(state, expect),
    ...podsUnmet(state),
    ...rolloutsUnmet(state, expect),
  ];
}

function unseen({ blind, listed }: ClusterState, { listedSinceUs = 0 }: Expectation): readonly string[] {
  const open = new Set(blind.filter((spot) => spot.toUs === null).map((spot) => spot.resource));
  return resources.flatMap((resource) => {
    if (open.has(resource)) return [`${resource} can't be seen now`];
    const list = listed.get(resource);
    if (list === undefined) return [`${resource} have not been listed`];
    return list.beganUs < listedSinceUs ? [`${resource} have not been listed afresh`] : [];
  });
}

function nodesUnmet({ nodes }: ClusterState, { versions }: Expectation): readonly string[] {
  const missing = [...versions.keys()]
    .filter((name) => !nodes.has(name))
    .map((name) => `node ${name} is not there`);
  const faults = [...nodes.values()].flatMap(({ state }) => {
    const wanted = versions.get(state.name);
    const old = wanted !== undefined && state.kubeletVersion !== wanted;
    return [
      ...nodeFaults(state),
      ...(old ? [`node ${state.name} reports ${state.kubeletVersion}, not ${wanted}`] : []),
    ];
  });
  return [...missing, ...faults];
}

function podsUnmet({ pods }: ClusterState): readonly string[] {
  const fault = ({ name, phase, waiting }: PodState) =>
    `pod ${systemNamespace}/${name} is not ready (${waiting ?? phase})`;
  return [...pods.values()].flatMap(({ state }) => (isFailing(state) ? [fault(state)] : []));
}

/**
 * Whether a system pod is there and does not do its work. A pod that is being removed does not count where a
 * DaemonSet or ReplicaSet speaks for its successor; for a static pod nothing else does.
 */
export function isFailing(pod: PodState): boolean {
  if (pod.namespace !== systemNamespace || pod.phase === 'Succeeded') return false;
  const replaced = pod.terminating && /^(DaemonSet|ReplicaSet)\//.test(pod.owner ?? '');
  return !replaced && !pod.ready;
}

function rolloutsUnmet(
  { rollouts }: ClusterState,
  { namespace, deployment }: Expectation,
): readonly string[] {
  const key = rolloutKey({ kind: 'Deployment', namespace, name: deployment });
  const ofSystem = [...rollouts.values()]
    .map((held) => held.state)
    .filter((one) => one.namespace === systemNamespace);
  const workload = rollouts.get(key)?.state;
  if (workload === undefined) return [...ofSystem.flatMap(rolloutFaults), `${key} is not there`];
  return [...ofSystem, workload].flatMap(rolloutFaults);
}
