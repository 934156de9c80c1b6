import type { Deployment, ReplicaSet } from '../../objects.ts';

/** A Deployment with its ReplicaSets, as one turn sees and changes them. */
export interface Rollout {
  readonly deployment: Deployment;
  /** Has the template that is wanted now; null where there is none yet. */
  readonly newSet: ReplicaSet | null;
  /** Oldest first. */
  readonly oldSets: readonly ReplicaSet[];
}

/** A ReplicaSet, and how many replicas it is to have. */
export interface ScalingStep {
  readonly replicaSet: ReplicaSet;
  readonly replicas: number;
}

/** The one count for which the API has a default. */
export const getReplicas = ({ spec }: Deployment | ReplicaSet): number => spec?.replicas ?? 1;
export const getAvailable = ({ status }: ReplicaSet): number => status?.availableReplicas ?? 0;

/**
 * Whether its status speaks of the count that it is set to now. One that went down and up again would otherwise be
 * counted with pods that are just being deleted; Kubernetes takes that chance.
 */
export const isSettled = ({ metadata, status }: ReplicaSet): boolean =>
  (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);

export const listSets = ({ newSet, oldSets }: Rollout): readonly ReplicaSet[] =>
  newSet === null ? oldSets : [...oldSets, newSet];

export const total = (sets: readonly ReplicaSet[], count: (set: ReplicaSet) => number): number =>
  sets.reduce((sum, set) => sum + count(set), 0);

/** By creation; those of the same second by name. */
export const byAge = (a: ReplicaSet, b: ReplicaSet): number =>
  a.metadata.creationTimestamp === b.metadata.creationTimestamp
    ? a.metadata.name < b.metadata.name
      ? -1
      : 1
    : a.metadata.creationTimestamp < b.metadata.creationTimestamp
      ? -1
      : 1;

/** The rollout with that state of one of its ReplicaSets. */
export function withSet(rollout: Rollout, changed: ReplicaSet): Rollout {
  const { uid } = changed.metadata;
  const newest = (set: ReplicaSet) => (set.metadata.uid === uid ? changed : set);
  const { newSet, oldSets } = rollout;
  return { ...rollout, newSet: newSet && newest(newSet), oldSets: oldSets.map(newest) };
}
