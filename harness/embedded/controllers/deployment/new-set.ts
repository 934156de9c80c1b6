import { isDeepStrictEqual } from 'node:util';
import { ApiFailure } from '../../client/client.ts';
import type { Deployment, New, ReplicaSet } from '../../objects.ts';
import { controllerReference, findController } from '../owners.ts';
import { templateHash } from '../template-hash.ts';
import { annotationsFor, hashLabel, isSameTemplate } from './revisions.ts';
import { newReplicas } from './rolling.ts';
import { byAge, type Rollout } from './rollout.ts';

/** The ReplicaSet that has the Deployment's current template: the oldest if there are several. */
export function createRollout(deployment: Deployment, sets: readonly ReplicaSet[]): Rollout {
  const sorted = sets.toSorted(byAge);
  const newSet = sorted.find(({ spec }) => isSameTemplate(spec?.template, deployment.spec?.template)) ?? null;
  return { deployment, newSet, oldSets: sorted.filter((set) => set !== newSet) };
}

/** The new ReplicaSet with updated annotations; null if they are up to date. */
export function revised({ deployment, newSet, oldSets }: Rollout): ReplicaSet | null {
  if (newSet?.spec === undefined) return null;
  const annotations = annotationsFor(deployment, oldSets, newSet);
  const { minReadySeconds = 0 } = deployment.spec ?? {};
  const isSame =
    isDeepStrictEqual(annotations, { ...newSet.metadata.annotations }) &&
    (newSet.spec.minReadySeconds ?? 0) === minReadySeconds;
  if (isSame) return null;
  const metadata = { ...newSet.metadata, annotations };
  return { ...newSet, metadata, spec: { ...newSet.spec, minReadySeconds } };
}

/** A ReplicaSet for the current template. The template determines its name, so that it can't be created twice. */
export function newSetFor(rollout: Rollout): New<'ReplicaSet'> & { metadata: { name: string } } {
  const { deployment, oldSets } = rollout;
  const { selector, template, minReadySeconds } = deployment.spec ?? {};
  const hash = templateHash(template, deployment.status?.collisionCount ?? 0);
  const labels = { ...template?.metadata?.labels, [hashLabel]: hash };
  return {
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      ...(deployment.metadata.namespace === undefined ? {} : { namespace: deployment.metadata.namespace }),
      labels,
      annotations: annotationsFor(deployment, oldSets, null),
      ownerReferences: [controllerReference('Deployment', deployment)],
    },
    spec: {
      replicas: newReplicas(rollout, null),
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template?.metadata, labels } },
    },
  };
}

/** Whether the existing object of that name belongs to this Deployment, from a run whose response was lost. */
export const isOwn = (deployment: Deployment, set: ReplicaSet): boolean =>
  findController(set)?.uid === deployment.metadata.uid &&
  isSameTemplate(set.spec?.template, deployment.spec?.template);

export const isTaken = (error: unknown): boolean =>
  error instanceof ApiFailure && error.code === 409 && error.reason === 'AlreadyExists';
