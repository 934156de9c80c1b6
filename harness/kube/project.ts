import type {
  CoreV1Event,
  V1DaemonSet,
  V1Deployment,
  V1EndpointSlice,
  V1Node,
  V1Pod,
  V1StatefulSet,
} from '@kubernetes/client-node';
import type { EndpointState, JournalEntry, NodeState, PodState, RolloutState } from '../journal/records.ts';
import { podProblems, shortened } from './pod-problems.ts';

export type EventEntry = Extract<JournalEntry, { type: 'event' }>;

/** A node, as the journal holds it. */
export function nodeState(node: V1Node): NodeState {
  return {
    name: node.metadata?.name ?? '',
    uid: node.metadata?.uid ?? '',
    ready: hasCondition(node.status?.conditions, 'Ready'),
    unschedulable: node.spec?.unschedulable ?? false,
    kubeletVersion: (node.status?.nodeInfo?.kubeletVersion ?? '').replace(/^v/, ''),
  };
}

/** A pod, as the journal holds it. */
export function podState(pod: V1Pod): PodState {
  const owner = pod.metadata?.ownerReferences?.find((reference) => reference.controller);
  const containers = pod.status?.containerStatuses ?? [];
  const all = [...(pod.status?.initContainerStatuses ?? []), ...containers];
  const problems = podProblems(pod);
  return {
    uid: pod.metadata?.uid ?? '',
    namespace: pod.metadata?.namespace ?? '',
    name: pod.metadata?.name ?? '',
    node: pod.spec?.nodeName ?? null,
    phase: pod.status?.phase ?? 'Unknown',
    ready: hasCondition(pod.status?.conditions, 'Ready'),
    terminating: pod.metadata?.deletionTimestamp !== undefined,
    ip: pod.status?.podIP ?? null,
    owner: owner === undefined ? null : `${owner.kind}/${owner.name}`,
    restarts: containers.reduce((sum, container) => sum + container.restartCount, 0),
    images: (pod.spec?.containers ?? []).map((container) => container.image ?? ''),
    waiting: all.find((container) => container.state?.waiting)?.state?.waiting?.reason ?? null,
    ...(hasCondition(pod.status?.conditions, 'PodReadyToStartContainers') && { readyToStart: true as const }),
    ...(problems.length > 0 && { problems }),
  };
}

/** The endpoints of a slice. Conditions that the API leaves out mean what its reference says: ready, serving as ready, not terminating. */
export function endpointStates(slice: V1EndpointSlice): EndpointState[] {
  return (slice.endpoints ?? []).map((endpoint) => {
    const ready = endpoint.conditions?.ready ?? true;
    const pod = endpoint.targetRef?.kind === 'Pod' ? endpoint.targetRef : undefined;
    return {
      pod: pod?.name ?? null,
      uid: pod?.uid ?? null,
      ip: endpoint.addresses[0] ?? '',
      node: endpoint.nodeName ?? null,
      ready,
      serving: endpoint.conditions?.serving ?? ready,
      terminating: endpoint.conditions?.terminating ?? false,
    };
  });
}

/** How far a DaemonSet's rollout is. */
export function daemonSetRollout(set: V1DaemonSet): RolloutState {
  return {
    ...rolloutHead('DaemonSet', set),
    desired: set.status?.desiredNumberScheduled ?? 0,
    updated: set.status?.updatedNumberScheduled ?? 0,
    ready: set.status?.numberReady ?? 0,
    available: set.status?.numberAvailable ?? 0,
  };
}

/** How far a Deployment's rollout is. */
export function deploymentRollout(deployment: V1Deployment): RolloutState {
  return {
    ...rolloutHead('Deployment', deployment),
    desired: deployment.spec?.replicas ?? 1,
    replicas: deployment.status?.replicas ?? 0,
    updated: deployment.status?.updatedReplicas ?? 0,
    ready: deployment.status?.readyReplicas ?? 0,
    available: deployment.status?.availableReplicas ?? 0,
    ...replicaFailure(deployment),
  };
}

function replicaFailure({ status }: V1Deployment): { readonly failure?: string } {
  const failed = status?.conditions?.find((one) => one.type === 'ReplicaFailure' && one.status === 'True');
  return failed === undefined ? {} : { failure: shortened(failed.message ?? failed.reason ?? '') };
}

/** How far a StatefulSet's rollout is. */
export function statefulSetRollout(set: V1StatefulSet): RolloutState {
  return {
    ...rolloutHead('StatefulSet', set),
    desired: set.spec?.replicas ?? 1,
    // It stays at 0 once a rollout is complete and nothing changes: then all are current.
    updated:
      set.status?.updateRevision === set.status?.currentRevision
        ? (set.status?.replicas ?? 0)
        : (set.status?.updatedReplicas ?? 0),
    ready: set.status?.readyReplicas ?? 0,
    available: set.status?.availableReplicas ?? 0,
  };
}

function rolloutHead<K extends RolloutState['kind']>(
  kind: K,
  { metadata, status }: V1DaemonSet | V1Deployment | V1StatefulSet,
) {
  return {
    kind,
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    generation: metadata?.generation ?? 0,
    observedGeneration: status?.observedGeneration ?? 0,
  };
}

/** An event, as the journal holds it. */
export function eventEntry(event: CoreV1Event): EventEntry {
  const about = event.involvedObject;
  return {
    type: 'event',
    namespace: event.metadata?.namespace ?? '',
    reason: event.reason ?? '',
    message: event.message ?? '',
    object: `${about?.kind ?? ''}/${about?.name ?? ''}`,
    node: about?.kind === 'Node' ? (about.name ?? null) : (event.source?.host ?? null),
    count: event.series?.count ?? event.count ?? 1,
    ...(about?.uid !== undefined && { uid: about.uid }),
    ...(event.type === 'Warning' && { warning: true as const }),
  };
}

function hasCondition(
  conditions: readonly { readonly type: string; readonly status: string }[] | undefined,
  type: string,
): boolean {
  return conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
