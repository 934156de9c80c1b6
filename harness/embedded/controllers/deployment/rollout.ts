import type { Deployment, ReplicaSet } from '../../objects.ts';

/** A Deployment with its ReplicaSets, as one reconciliation reads and changes them. */
export interface Rollout {
  readonly deployment: Deployment;
  /** The ReplicaSet with the current template; null if there is none yet. */
  readonly newSet: ReplicaSet | null;
  /** Oldest first. */
  readonly oldSets: readonly ReplicaSet[];
}

/** A ReplicaSet and its desired number of replicas. */
export interface ScalingStep {
  readonly replicaSet: ReplicaSet;
  readonly replicas: number;
}

/** The API sets a default for this count. */
export const getReplicas = ({ spec }: Deployment | ReplicaSet): number => spec?.replicas ?? 1;
export const getAvailable = ({ status }: ReplicaSet): number => status?.availableReplicas ?? 0;

/**
 * Whether its status refers to its current count. After scaling down and up again the status would otherwise
 * count pods that are being deleted; Kubernetes accepts that risk.
 */
export const isSettled = ({ metadata, status }: ReplicaSet): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

export const listSets = ({ newSet, oldSets }: Rollout): readonly ReplicaSet[] =>
  newSet === null ? oldSets : [...oldSets, newSet];

export const total = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number =>
  sets.reduce((sum, set) => sum + count(set), 0);

/** By creation time; within the same second by name. */
export const byAge = (a: ReplicaSet, b: ReplicaSet): number =>
  a.metadata.creationTimestamp === b.metadata.creationTimestamp
    ? a.metadata.name < b.metadata.name
      ? -1
      : 1
    : a.metadata.creationTimestamp < b.metadata.creationTimestamp
      ? -1
      : 1;

/** The rollout with one of its ReplicaSets replaced. */
export function withSet(rollout: Rollout, changed: ReplicaSet): Rollout {
  const { uid } = changed.metadata;
  const newest = (set: ReplicaSet) => (set.metadata.uid === uid ? changed : set);
  const { newSet, oldSets } = rollout;
  return { ...rollout, newSet: newSet && newest(newSet), oldSets: oldSets.map(newest) };
}
