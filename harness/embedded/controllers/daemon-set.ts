import { isDeepStrictEqual } from 'node:util';
import { errorMessage } from '../../errors.ts';
import { selects } from '../../scenario/manifests/label-selectors.ts';
import { keyText, parseKey } from '../client/client.ts';
import type { DaemonSet, Node, Pod } from '../objects.ts';
import { claim } from './claim.ts';
import {
  type ControllerOptions,
  type ControllerParts,
  type ObservedKind,
  runController,
} from './controller.ts';
import { failureBackoff } from './daemon-set/backoff.ts';
import { computeRevision, daemonPodFor, getNodeName } from './daemon-set/daemon-pods.ts';
import { daemonNodes, isTerminating, type Plan, presence, rolling } from './daemon-set/plan.ts';
import { createStatus } from './daemon-set/status.ts';
import { isTerminatingNamespace, unlessGone } from './failures.ts';
import { type OwnWrites, ownWrites } from './own-writes.ts';
import { findController } from './owners.ts';
import { nextAvailableMs } from './pods.ts';
import { hasEnded } from './scheduler/candidates.ts';
import { all, slowStart } from './slow-start.ts';

/** Maximum number of pods of one DaemonSet per reconciliation, as in Kubernetes. */
const mostAtOnce = 250;
/** Delay before reconciling again if the local copy lags behind; the event usually arrives earlier. */
const lookAgainMs = 200;

/** Keeps one pod of each DaemonSet on every eligible node. */
export function runDaemonSetController(options: ControllerOptions): AsyncDisposable {
  return runController(options, {
    name: 'daemonset-controller',
    setUp(parts) {
      const { api, now, observe, enqueue, enqueueAfter } = parts;
      const daemonSets = observe('DaemonSet');
      const nodes = observe('Node');
      const pods = observe('Pod');
      const writes = ownWrites(pods);
      const backoff = failureBackoff(now);
      const carryOut = doer(parts, writes);
      enqueueOwners(daemonSets, nodes, pods, enqueue);

      /** A node whose pods keep ending does not get the next one at once. */
      const withoutHasty = (key: string, { create, remove }: Plan): Plan => ({
        create,
        remove: remove.filter((pod) => {
          if (!hasEnded(pod)) return true;
          const waitMs = backoff.waitMs(`${key} ${getNodeName(pod)}`, pod.metadata.uid);
          if (waitMs > 0) enqueueAfter(key, waitMs);
          return waitMs <= 0;
        }),
      });

      return async (key) => {
        const daemonSet = daemonSets.get(parseKey(key));
        if (daemonSet === undefined) return writes.forget(key);
        if (!writes.areSeen(key)) return enqueueAfter(key, lookAgainMs);
        const owner = { kind: 'DaemonSet', object: daemonSet } as const;
        // A pod that has ended and is being deleted no longer blocks its replacement.
        const own = await claim(
          api,
          owner,
          'Pod',
          pods.all().filter((pod) => !(isTerminating(pod) && hasEnded(pod))),
        );
        const podsOn = Map.groupBy(own, getNodeName);
        const listDaemonNodes = () => daemonNodes(daemonSet, nodes.all(), podsOn);
        const judging = { daemonSet, hash: computeRevision(daemonSet), nowMs: now() };

        if (daemonSet.metadata.deletionTimestamp === undefined) {
          const plan = withoutHasty(key, presence(listDaemonNodes(), judging));
          const lost = own.filter(
            (pod) => !pod.spec?.nodeName && nodes.get({ name: getNodeName(pod) }) === undefined,
          );
          const did = await carryOut(daemonSet, judging.hash, { ...plan, remove: [...plan.remove, ...lost] });
          // Only one step per run: an update counts unavailable pods, and this step has just changed their number.
          if (!did && daemonSet.spec?.updateStrategy?.type !== 'OnDelete')
            await carryOut(daemonSet, judging.hash, rolling(listDaemonNodes(), judging));
        }
        const status = createStatus(listDaemonNodes(), judging);
        if (!isDeepStrictEqual(status, daemonSet.status))
          await api.updateStatus('DaemonSet', { ...daemonSet, status }).catch(unlessGone);
        const dueMs = nextAvailableMs(own, daemonSet.spec?.minReadySeconds ?? 0, now());
        if (dueMs !== null) enqueueAfter(key, Math.max(1, dueMs - now()));
      };
    },
  });
}

/** @returns a function that carries out a plan and resolves to whether it contained any action */
function doer({ api, events }: ControllerParts, writes: OwnWrites) {
  return async (daemonSet: DaemonSet, hash: string, { create, remove }: Plan): Promise<boolean> => {
    const key = keyText(daemonSet.metadata);
    const tell = (type: 'Normal' | 'Warning', reason: string, message: string) =>
      events.record('DaemonSet', daemonSet, type, reason, message);
    const tellEnded = (pod: Pod) => {
      const failed = pod.status?.phase === 'Failed';
      const what = `${failed ? 'failed' : 'succeeded'} daemon pod ${keyText(pod.metadata)} on node ${getNodeName(pod)}`;
      const said = `Found ${what}, will try to ${failed ? 'kill' : 'delete'} it`;
      tell(failed ? 'Warning' : 'Normal', failed ? 'FailedDaemonPod' : 'SucceededDaemonPod', said);
    };
    const removing = all(
      remove.slice(0, mostAtOnce).map(async (pod) => {
        const { name, uid } = pod.metadata;
        if (hasEnded(pod)) tellEnded(pod);
        await api.delete('Pod', pod.metadata, { uid }).catch(unlessGone);
        writes.deleted(key, pod);
        tell('Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
      }),
    );
    const creating = slowStart(Math.min(create.length, mostAtOnce), async (index) => {
      try {
        const pod = await api.create('Pod', daemonPodFor(daemonSet, create[index] ?? '', hash));
        writes.created(key, pod);
        tell('Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
      } catch (error) {
        if (isTerminatingNamespace(error)) return;
        tell('Warning', 'FailedCreate', `Error creating: ${errorMessage(error)}`);
        throw error;
      }
    });
    await all([removing, creating]);
    return create.length + remove.length > 0;
  };
}

function enqueueOwners(
  daemonSets: ObservedKind<'DaemonSet'>,
  nodes: ObservedKind<'Node'>,
  pods: ObservedKind<'Pod'>,
  enqueue: (key: string) => void,
): void {
  daemonSets.onChange((daemonSet) => {
    if (daemonSet !== null) enqueue(keyText(daemonSet.metadata));
  });
  nodes.onChange((node, before) => {
    if (!isEligibleDifferently(node, before)) return;
    for (const { metadata } of daemonSets.all()) enqueue(keyText(metadata));
  });
  pods.onChange((pod, before) => {
    for (const one of [pod, before]) {
      const owner = one === null ? undefined : findController(one);
      if (owner?.kind === 'DaemonSet')
        enqueue(keyText({ namespace: one?.metadata.namespace ?? '', name: owner.name }));
    }
    if (pod === null || findController(pod) !== undefined) return;
    for (const { metadata, spec } of daemonSets.all())
      if (metadata.namespace === pod.metadata.namespace && selects(spec?.selector, pod.metadata.labels ?? {}))
        enqueue(keyText(metadata));
  });
}

/** A node's heartbeats change its status constantly, so they are ignored here. */
function isEligibleDifferently(node: Node | null, before: Node | null): boolean {
  if (node === null || before === null) return true;
  return (
    !isDeepStrictEqual(node.metadata.labels, before.metadata.labels) ||
    !isDeepStrictEqual(node.spec, before.spec)
  );
}
