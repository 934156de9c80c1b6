import { selects } from '../../scenario/manifests/label-selectors.ts';
import { keyText, parseKey } from '../client/client.ts';
import type { Deployment, Pod, ReplicaSet } from '../objects.ts';
import { claim } from './claim.ts';
import {
  type ControllerOptions,
  type ControllerParts,
  type ObservedKind,
  runController,
} from './controller.ts';
import { createRollout } from './deployment/new-set.ts';
import { deadlineMs, pausedConditions, withProgress } from './deployment/progress.ts';
import { rollingStep } from './deployment/rolling.ts';
import { getReplicas, type Rollout } from './deployment/rollout.ts';
import { rolloutWriter } from './deployment/rollout-writer.ts';
import { scalings, wasScaled } from './deployment/scaling.ts';
import { createStatus, isComplete } from './deployment/status.ts';
import { findController } from './owners.ts';
import { hasEnded } from './scheduler/candidates.ts';

/** Delay before reconciling again if the local copy lags behind; the event usually arrives earlier. */
const lookAgainMs = 200;

/** Rolls each Deployment's ReplicaSets towards its template and its replica count. */
export function runDeploymentController(options: ControllerOptions): AsyncDisposable {
  return runController(options, {
    name: 'deployment-controller',
    setUp(parts) {
      const { api, now, observe, enqueue, enqueueAfter } = parts;
      const deployments = observe('Deployment');
      const replicaSets = observe('ReplicaSet');
      const pods = observe('Pod');
      const written = new Map<string, string>();
      enqueueOwners(deployments, replicaSets, pods, enqueue);
      const take = turns(parts, pods, (deployment, set) =>
        written.set(keyText(deployment.metadata), set.metadata.resourceVersion),
      );

      return async (key) => {
        const deployment = deployments.get(parseKey(key));
        if (deployment === undefined) {
          written.delete(key);
          return;
        }
        // With outdated counts a rolling update would exceed its bounds.
        if (!replicaSets.hasSeen(written.get(key) ?? '0')) return enqueueAfter(key, lookAgainMs);
        const owner = { kind: 'Deployment', object: deployment } as const;
        const sets = await claim(api, owner, 'ReplicaSet', replicaSets.all());
        const dueMs = await take(deployment, sets);
        // Timestamps have whole seconds.
        if (dueMs !== null) enqueueAfter(key, Math.max(0, dueMs - now()) + 1_000);
      };
    },
  });
}

/**
 * @returns the function that reconciles one Deployment and resolves to the wall clock at which its progress
 * deadline ends
 */
function turns(
  parts: ControllerParts,
  pods: ObservedKind<'Pod'>,
  onWrite: (deployment: Deployment, set: ReplicaSet) => void,
) {
  const { now } = parts;
  const writer = rolloutWriter(parts, onWrite);

  const recreated = async (rollout: Rollout): Promise<Rollout> => {
    const downs = rollout.oldSets.filter((set) => getReplicas(set) > 0);
    if (downs.length > 0)
      return await writer.scaled(
        rollout,
        downs.map((replicaSet) => ({ replicaSet, replicas: 0 })),
      );
    if (hasPods(rollout.oldSets, pods)) return rollout;
    const begun = await writer.begun(rollout);
    const { newSet, deployment } = begun;
    if (newSet === null) return begun;
    return await writer.scaled(begun, [{ replicaSet: newSet, replicas: getReplicas(deployment) }]);
  };
  const rolled = async (rollout: Rollout): Promise<Rollout> => {
    const begun = await writer.begun(rollout);
    return await writer.scaled(begun, rollingStep(begun));
  };

  return async (stored: Deployment, sets: readonly ReplicaSet[]): Promise<number | null> => {
    const found = createRollout(stored, sets);
    if (stored.metadata.deletionTimestamp !== undefined) {
      await writer.status(stored, found, createStatus(found, now()));
      return null;
    }
    const isPaused = stored.spec?.paused === true;
    const rollout = await writer.revised(withPause(found, now()));
    if (isPaused || wasScaled(rollout)) {
      const scaled = await writer.scaled(rollout, scalings(rollout));
      if (isPaused) await writer.cleanUp(scaled);
      await writer.status(stored, scaled, createStatus(scaled, now()));
      return null;
    }
    const isRecreate = stored.spec?.strategy?.type === 'Recreate';
    const moved = await (isRecreate ? recreated(rollout) : rolled(rollout));
    const reached = await writer.revised(moved);
    if (isComplete(reached.deployment, reached.deployment.status ?? {})) await writer.cleanUp(reached);
    const status = withProgress(reached.deployment, reached.newSet, createStatus(reached, now()), now());
    await writer.status(stored, reached, status);
    return deadlineMs(stored, status);
  };
}

function withPause(rollout: Rollout, nowMs: number): Rollout {
  const { deployment } = rollout;
  const conditions = pausedConditions(deployment, nowMs);
  return { ...rollout, deployment: { ...deployment, status: { ...deployment.status, conditions } } };
}

/** Includes terminating pods: Recreate never runs old and new pods at the same time. */
function hasPods(sets: readonly ReplicaSet[], pods: ObservedKind<'Pod'>): boolean {
  if (sets.some(({ status }) => (status?.replicas ?? 0) > 0)) return true;
  const uids = new Set(sets.map(({ metadata }) => metadata.uid));
  return pods.all().some((pod) => !hasEnded(pod) && uids.has(findController(pod)?.uid ?? ''));
}

function enqueueOwners(
  deployments: ObservedKind<'Deployment'>,
  replicaSets: ObservedKind<'ReplicaSet'>,
  pods: ObservedKind<'Pod'>,
  enqueue: (key: string) => void,
): void {
  const ownerKey = (set: ReplicaSet) => {
    const owner = findController(set);
    if (owner?.kind !== 'Deployment') return null;
    return keyText({ namespace: set.metadata.namespace ?? '', name: owner.name });
  };
  deployments.onChange((deployment) => {
    if (deployment !== null) enqueue(keyText(deployment.metadata));
  });
  replicaSets.onChange((set, before) => {
    for (const one of [set, before]) {
      const key = one === null ? null : ownerKey(one);
      if (key !== null) enqueue(key);
    }
    if (set === null || findController(set) !== undefined) return;
    for (const { metadata, spec } of deployments.all())
      if (metadata.namespace === set.metadata.namespace && selects(spec?.selector, set.metadata.labels ?? {}))
        enqueue(keyText(metadata));
  });
  // Recreate waits until the last old pod is gone.
  pods.onChange((pod, before) => {
    if (before === null || (pod !== null && !hasEnded(pod))) return;
    const key = findDeployment(before, replicaSets, ownerKey);
    if (key !== null && deployments.get(parseKey(key))?.spec?.strategy?.type === 'Recreate') enqueue(key);
  });
}

function findDeployment(
  pod: Pod,
  replicaSets: ObservedKind<'ReplicaSet'>,
  ownerKey: (set: ReplicaSet) => string | null,
): string | null {
  const owner = findController(pod);
  if (owner?.kind !== 'ReplicaSet') return null;
  const set = replicaSets.get({ namespace: pod.metadata.namespace ?? '', name: owner.name });
  return set === undefined ? null : ownerKey(set);
}
