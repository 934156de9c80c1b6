import { isDeepStrictEqual } from 'node:util';
import { errorMessage } from '../../errors.ts';
import { selects } from '../../scenario/manifests/label-selectors.ts';
import { keyText, parseKey } from '../client/client.ts';
import type { Pod, ReplicaSet } from '../objects.ts';
import { claim } from './claim.ts';
import {
  type ControllerOptions,
  type ControllerParts,
  type ObservedKind,
  runController,
} from './controller.ts';
import { isTerminatingNamespace, unlessGone } from './failures.ts';
import { ownWrites } from './own-writes.ts';
import { findController } from './owners.ts';
import { createPod, isActive, nextAvailableMs } from './pods.ts';
import { inDeletionOrder } from './replica-set/deletion-order.ts';
import { createStatus, type ReplicaFailure } from './replica-set/status.ts';
import { all, slowStart } from './slow-start.ts';

/** Maximum number of pods of one ReplicaSet per reconciliation, as in Kubernetes. */
const mostAtOnce = 500;
/** Delay before reconciling again if the local copy lags behind; the event usually arrives earlier. */
const lookAgainMs = 200;

/** Keeps the number of pods that each ReplicaSet specifies. */
export function runReplicaSetController(options: ControllerOptions): AsyncDisposable {
  return runController(options, {
    name: 'replicaset-controller',
    setUp(parts) {
      const { api, now, observe, enqueue, enqueueAfter } = parts;
      const replicaSets = observe('ReplicaSet');
      const pods = observe('Pod');
      const writes = ownWrites(pods);
      const scale = scaler(parts, replicaSets, pods, writes);
      enqueueOwners(replicaSets, pods, enqueue);

      return async (key) => {
        const replicaSet = replicaSets.get(parseKey(key));
        if (replicaSet === undefined) return writes.forget(key);
        // A status that counts deleted pods would let a rolling update exceed its bounds.
        if (!writes.areSeen(key)) return enqueueAfter(key, lookAgainMs);
        const owner = { kind: 'ReplicaSet', object: replicaSet } as const;
        const active = await claim(api, owner, 'Pod', pods.all().filter(isActive));
        const isTerminating = replicaSet.metadata.deletionTimestamp !== undefined;
        const { left, failed } = isTerminating
          ? { left: active, failed: null }
          : await scale(replicaSet, active);

        const status = createStatus(replicaSet, left, failed?.failure ?? null, now());
        if (!isDeepStrictEqual(status, replicaSet.status))
          await api.updateStatus('ReplicaSet', { ...replicaSet, status }).catch(unlessGone);
        if (failed !== null) throw failed.error;
        const dueMs = nextAvailableMs(left, replicaSet.spec?.minReadySeconds ?? 0, now());
        if (dueMs !== null) enqueueAfter(key, Math.max(1, dueMs - now()));
      };
    },
  });
}

function enqueueOwners(
  replicaSets: ObservedKind<'ReplicaSet'>,
  pods: ObservedKind<'Pod'>,
  enqueue: (key: string) => void,
): void {
  replicaSets.onChange((replicaSet) => {
    if (replicaSet !== null) enqueue(keyText(replicaSet.metadata));
  });
  pods.onChange((pod, before) => {
    for (const one of [pod, before]) {
      const owner = one === null ? undefined : findController(one);
      if (owner?.kind === 'ReplicaSet')
        enqueue(keyText({ namespace: one?.metadata.namespace ?? '', name: owner.name }));
    }
    // An orphan: a controller that selects it may adopt it.
    if (pod === null || findController(pod) !== undefined) return;
    for (const { metadata, spec } of replicaSets.all())
      if (metadata.namespace === pod.metadata.namespace && selects(spec?.selector, pod.metadata.labels ?? {}))
        enqueue(keyText(metadata));
  });
}

/** The status is written even if the run failed. */
interface ScalingResult {
  /** The pods that were active before, without those just deleted. */
  readonly left: readonly Pod[];
  readonly failed: { readonly failure: ReplicaFailure; readonly error: unknown } | null;
}

/** Creates or deletes pods to reach the desired count. */
function scaler(
  { api, events, now }: ControllerParts,
  replicaSets: ObservedKind<'ReplicaSet'>,
  pods: ObservedKind<'Pod'>,
  writes: ReturnType<typeof ownWrites>,
) {
  const create = async (replicaSet: ReplicaSet) => {
    try {
      const wanted = createPod('ReplicaSet', replicaSet, replicaSet.spec?.template);
      const pod = await api.create('Pod', wanted);
      writes.created(keyText(replicaSet.metadata), pod);
      events.record(
        'ReplicaSet',
        replicaSet,
        'Normal',
        'SuccessfulCreate',
        `Created pod: ${pod.metadata.name}`,
      );
    } catch (error) {
      if (isTerminatingNamespace(error)) return;
      events.record(
        'ReplicaSet',
        replicaSet,
        'Warning',
        'FailedCreate',
        `Error creating: ${errorMessage(error)}`,
      );
      throw error;
    }
  };
  const remove = async (replicaSet: ReplicaSet, pod: Pod) => {
    try {
      await api.delete('Pod', pod.metadata, { uid: pod.metadata.uid }).catch(unlessGone);
      writes.deleted(keyText(replicaSet.metadata), pod);
      events.record(
        'ReplicaSet',
        replicaSet,
        'Normal',
        'SuccessfulDelete',
        `Deleted pod: ${pod.metadata.name}`,
      );
    } catch (error) {
      events.record(
        'ReplicaSet',
        replicaSet,
        'Warning',
        'FailedDelete',
        `Error deleting: ${errorMessage(error)}`,
      );
      throw error;
    }
  };
  /** Active pods of all ReplicaSets of the same Deployment. */
  const relatedTo = (replicaSet: ReplicaSet) => {
    const above = findController(replicaSet)?.uid;
    const uids = new Set(
      replicaSets
        .all()
        .filter((one) => one === replicaSet || (above !== undefined && findController(one)?.uid === above))
        .map(({ metadata }) => metadata.uid),
    );
    return pods.all().filter((pod) => isActive(pod) && uids.has(findController(pod)?.uid ?? ''));
  };

  return async (replicaSet: ReplicaSet, active: readonly Pod[]): Promise<ScalingResult> => {
    const missing = (replicaSet.spec?.replicas ?? 1) - active.length;
    const removed = new Set<Pod>();
    try {
      if (missing > 0) await slowStart(Math.min(missing, mostAtOnce), () => create(replicaSet));
      if (missing < 0) {
        const ranked = inDeletionOrder(active, relatedTo(replicaSet), now());
        const surplus = ranked.slice(0, Math.min(-missing, mostAtOnce));
        await all(surplus.map((pod) => remove(replicaSet, pod).then(() => removed.add(pod))));
      }
      return { left: active.filter((pod) => !removed.has(pod)), failed: null };
    } catch (error) {
      const reason = missing > 0 ? 'FailedCreate' : 'FailedDelete';
      const failed = { failure: { reason, message: errorMessage(error) }, error } as const;
      return { left: active.filter((pod) => !removed.has(pod)), failed };
    }
  };
}
