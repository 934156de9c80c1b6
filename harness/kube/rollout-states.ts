import type { V1DaemonSet, V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import type { RolloutState } from '../journal/records.ts';
import { shortened } from './pod-problems.ts';

/** The progress of a DaemonSet's rollout. */
export function daemonSetRollout(set: V1DaemonSet): RolloutState {
  return {
    ...rolloutHead('DaemonSet', set),
    desired: set.status?.desiredNumberScheduled ?? 0,
    updated: set.status?.updatedNumberScheduled ?? 0,
    ready: set.status?.numberReady ?? 0,
    available: set.status?.numberAvailable ?? 0,
  };
}

/** The progress of a Deployment's rollout. */
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
  const failed = status?.conditions?.find(
    (condition) => condition.type === 'ReplicaFailure' && condition.status === 'True',
  );
  return failed === undefined ? {} : { failure: shortened(failed.message ?? failed.reason ?? '') };
}

/** The progress of a StatefulSet's rollout. */
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
