import type { CoreV1Event, V1EndpointSlice, V1Node, V1Pod } from '@kubernetes/client-node';
import type { EndpointState, JournalEntry, NodeState, PodState } from '../journal/records.ts';
import type { NodeMarks } from '../scenario/providers/traits.ts';
import { podProblems } from './pod-problems.ts';

export type EventEntry = Extract<JournalEntry, { type: 'event' }>;

const excludedLabel = 'node.kubernetes.io/exclude-from-external-load-balancers';
const controlPlaneLabel = 'node-role.kubernetes.io/control-plane';

/**
 * A node in the journal's form.
 * @param marks of the tool whose command rolls the nodes, where steps are inferred; null: what they are inferred from is
 * left out
 */
export function nodeState(node: V1Node, marks: NodeMarks | null = null): NodeState {
  return {
    name: node.metadata?.name ?? '',
    uid: node.metadata?.uid ?? '',
    ready: hasCondition(node.status?.conditions, 'Ready'),
    unschedulable: node.spec?.unschedulable ?? false,
    kubeletVersion: (node.status?.nodeInfo?.kubeletVersion ?? '').replace(/^v/, ''),
    ...(marks !== null && describePlace(node, marks)),
  };
}

/** What says which slot a node takes, where it is reached, and what a command is about to do to it. */
function describePlace(
  { metadata, spec, status }: V1Node,
  { poolLabel, scheduledTaint }: NodeMarks,
): Partial<NodeState> {
  const labels = metadata?.labels ?? {};
  const pool = labels[poolLabel];
  const address = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  const providerId = spec?.providerID;
  return {
    ...(pool !== undefined && { pool }),
    role: controlPlaneLabel in labels ? 'control-plane' : 'worker',
    ...(address !== undefined && { address }),
    ...(providerId !== undefined && { providerId }),
    ...(excludedLabel in labels && { excluded: true as const }),
    ...(spec?.taints?.some(({ key }) => key === scheduledTaint) && { scheduledForUpdate: true as const }),
  };
}

/** A pod in the journal's form. */
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

/**
 * The endpoints of a slice. Omitted conditions have their documented meaning: ready, serving as ready, not terminating.
 */
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

/** An event in the journal's form. */
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
