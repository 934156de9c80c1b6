import { isDeepStrictEqual } from 'node:util';
import type { Deployment, ReplicaSet } from '../../objects.ts';
import type { ControllerParts } from '../controller.ts';
import { unlessGone } from '../failures.ts';
import { isOwn, isTaken, newSetFor, revised } from './new-set.ts';
import { withRolloutBegun } from './progress.ts';
import { beyondHistory, getRevision, revisionAnnotation, scaleAnnotations } from './revisions.ts';
import { getReplicas, type Rollout, type ScalingStep, withSet } from './rollout.ts';
import { type Condition, findCondition, type Status } from './status.ts';

/** The writes of one reconciliation. Each returns the updated rollout. */
export interface RolloutWriter {
  /** Creates the new ReplicaSet if it does not exist. */
  begun(rollout: Rollout): Promise<Rollout>;
  /** Sets the revision of the new ReplicaSet, on it and on the Deployment. */
  revised(rollout: Rollout): Promise<Rollout>;
  scaled(rollout: Rollout, scalings: readonly ScalingStep[]): Promise<Rollout>;
  /** Deletes ReplicaSets beyond `revisionHistoryLimit`. */
  cleanUp(rollout: Rollout): Promise<void>;
  /** @param stored the Deployment as it was read */
  status(stored: Deployment, rollout: Rollout, status: Status): Promise<void>;
}

/** @param onWrite called with every ReplicaSet that was written: the next run must wait until it sees the write */
export function rolloutWriter(
  { api, events, now }: Pick<ControllerParts, 'api' | 'events' | 'now'>,
  onWrite: (deployment: Deployment, set: ReplicaSet) => void,
): RolloutWriter {
  const scale = async (rollout: Rollout, { replicaSet, replicas }: ScalingStep): Promise<Rollout> => {
    const { deployment } = rollout;
    const before = getReplicas(replicaSet);
    const annotations = { ...replicaSet.metadata.annotations, ...scaleAnnotations(deployment) };
    if (before === replicas && isDeepStrictEqual(annotations, replicaSet.metadata.annotations))
      return rollout;
    if (replicaSet.spec === undefined) return rollout;
    const wanted = {
      ...replicaSet,
      metadata: { ...replicaSet.metadata, annotations },
      spec: { ...replicaSet.spec, replicas },
    };
    const written = await api.update('ReplicaSet', wanted);
    onWrite(deployment, written);
    if (before !== replicas) tellScaled(deployment, written, before, replicas);
    return withSet(rollout, written);
  };
  const tellScaled = (deployment: Deployment, set: ReplicaSet, from: number, to: number) => {
    const what = `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`;
    events.record('Deployment', deployment, 'Normal', 'ScalingReplicaSet', what);
  };
  const create = async (rollout: Rollout): Promise<{ set: ReplicaSet; how: 'created' | 'found' }> => {
    const { deployment } = rollout;
    const wanted = newSetFor(rollout);
    try {
      const set = await api.create('ReplicaSet', wanted);
      if (getReplicas(set) > 0) tellScaled(deployment, set, 0, getReplicas(set));
      return { set, how: 'created' };
    } catch (error) {
      if (!isTaken(error)) throw error;
      const set = await api.get('ReplicaSet', wanted.metadata);
      if (isOwn(deployment, set)) return { set, how: 'found' };
      // Hash collision with another Deployment: the next run uses another name.
      const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
      await api.updateStatus('Deployment', {
        ...deployment,
        status: { ...deployment.status, collisionCount },
      });
      throw error;
    }
  };

  return {
    async begun(rollout) {
      if (rollout.newSet !== null) return rollout;
      const { set, how } = await create(rollout);
      onWrite(rollout.deployment, set);
      const conditions = rollout.deployment.status?.conditions ?? [];
      return {
        ...rollout,
        newSet: set,
        deployment: withConditions(rollout.deployment, withRolloutBegun(conditions, set, how, now())),
      };
    },
    async revised(rollout) {
      const wanted = revised(rollout);
      let current = rollout;
      if (wanted !== null) {
        const written = await api.update('ReplicaSet', wanted);
        onWrite(rollout.deployment, written);
        current = withSet(rollout, written);
      }
      const { newSet, deployment } = current;
      if (newSet === null) return current;
      const found = await withRevision(deployment, newSet);
      const conditions = found.status?.conditions ?? [];
      if (findCondition(found.status, 'Progressing') !== undefined) return { ...current, deployment: found };
      const begun = withRolloutBegun(conditions, newSet, 'found', now());
      return { ...current, deployment: withConditions(found, begun) };
    },
    async scaled(rollout, scalings) {
      let current = rollout;
      for (const scaling of scalings) current = await scale(current, scaling);
      return current;
    },
    async cleanUp({ deployment, oldSets }) {
      for (const { metadata } of beyondHistory(deployment, oldSets))
        await api.delete('ReplicaSet', metadata, { uid: metadata.uid }).catch(unlessGone);
    },
    async status(stored, { deployment }, status) {
      if (isDeepStrictEqual(status, stored.status)) return;
      await api.updateStatus('Deployment', { ...deployment, status }).catch(unlessGone);
    },
  };

  /** A separate patch: this run's conditions are kept in memory and not written with it. */
  async function withRevision(deployment: Deployment, newSet: ReplicaSet): Promise<Deployment> {
    const revision = getRevision(newSet);
    if (getRevision(deployment) === revision) return deployment;
    const { uid, resourceVersion } = deployment.metadata;
    const annotations = { [revisionAnnotation]: String(revision) };
    const { metadata } = await api.patch('Deployment', deployment.metadata, {
      metadata: { uid, resourceVersion, annotations },
    });
    return { ...deployment, metadata };
  }
}

const withConditions = (deployment: Deployment, conditions: Condition[]): Deployment => ({
  ...deployment,
  status: { ...deployment.status, conditions },
});
