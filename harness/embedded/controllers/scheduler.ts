import { isDeepStrictEqual } from 'node:util';
import { keyText, parseKey } from '../client/client.ts';
import { withCondition } from '../conditions.ts';
import type { Node, Pod } from '../objects.ts';
import { type ControllerOptions, runController } from './controller.ts';
import { unlessGone } from './failures.ts';
import { hasEnded } from './scheduler/candidates.ts';
import { place } from './scheduler/place.ts';

const schedulerName = 'default-scheduler';

/**
 * Binds pods that have no node, one at a time. A pod that fits no node gets a PodScheduled condition and is
 * retried when a relevant property of nodes or other pods changes.
 * @param options.bindMs from seeing a pod until it is bound
 */
export function runScheduler(options: ControllerOptions & { readonly bindMs: number }): AsyncDisposable {
  return runController(options, {
    name: schedulerName,
    workers: 1,
    setUp({ api, now, events, observe, enqueue, enqueueAfter }) {
      const nodes = observe('Node');
      const pods = observe('Pod');
      /** Pods that this scheduler has bound and does not see as bound yet, by uid. */
      const assumed = new Map<string, Pod>();
      const unschedulable = new Set<string>();

      const retryUnschedulable = () => {
        for (const key of unschedulable) enqueue(key);
        unschedulable.clear();
      };
      pods.onChange((pod, before) => {
        const uid = (pod ?? before)?.metadata.uid ?? '';
        if (pod === null || pod.spec?.nodeName) assumed.delete(uid);
        if (pod !== null && isWaiting(pod)) {
          // A pod's own status is ignored: this scheduler writes it, so every attempt would trigger the next.
          const differs = before === null || !isDeepStrictEqual(asked(pod), asked(before));
          if (differs) enqueueAfter(keyText(pod.metadata), options.bindMs);
        } else if (before?.spec?.nodeName || pod?.spec?.nodeName) {
          if (takesDifferently(pod, before)) retryUnschedulable();
        }
        if (pod === null && before !== null) unschedulable.delete(keyText(before.metadata));
      });
      nodes.onChange((node, before) => {
        if (node !== null && !isDeepStrictEqual(offered(node), before && offered(before)))
          retryUnschedulable();
      });

      const bound = (): Pod[] => [
        ...pods.all().filter((pod) => pod.spec?.nodeName && !assumed.has(pod.metadata.uid)),
        ...assumed.values(),
      ];
      const refuse = async (pod: Pod, message: string) => {
        unschedulable.add(keyText(pod.metadata));
        events.record('Pod', pod, 'Warning', 'FailedScheduling', message);
        const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
        const conditions = withCondition(pod.status?.conditions, condition, now());
        if (isDeepStrictEqual(conditions, pod.status?.conditions)) return;
        await api.updateStatus('Pod', { ...pod, status: { ...pod.status, conditions } });
      };
      const bind = async (pod: Pod, nodeName: string) => {
        const { containers = [] } = pod.spec ?? {};
        assumed.set(pod.metadata.uid, { ...pod, spec: { ...pod.spec, containers, nodeName } });
        try {
          await api.bind(parseKey(keyText(pod.metadata)), nodeName);
        } catch (error) {
          assumed.delete(pod.metadata.uid);
          throw error;
        }
        const name = keyText(pod.metadata);
        events.record('Pod', pod, 'Normal', 'Scheduled', `Successfully assigned ${name} to ${nodeName}`);
      };

      return async (key) => {
        const pod = pods.get(parseKey(key));
        if (pod === undefined || !isWaiting(pod) || assumed.has(pod.metadata.uid)) return;
        const placed = place(pod, nodes.all(), bound());
        await ('node' in placed ? bind(pod, placed.node) : refuse(pod, placed.unschedulable)).catch(
          unlessGone,
        );
      };
    },
  });
}

/** Assigned to this scheduler, without a node, and not terminating. */
const isWaiting = (pod: Pod): boolean =>
  !pod.spec?.nodeName &&
  pod.metadata.deletionTimestamp === undefined &&
  !hasEnded(pod) &&
  (pod.spec?.schedulerName ?? schedulerName) === schedulerName;

const asked = ({ metadata, spec }: Pod) => [metadata.uid, metadata.labels, spec];

/** Whether a change of the pod can affect other pods: its node, its labels, its existence or its termination. */
function takesDifferently(pod: Pod | null, before: Pod | null): boolean {
  if (pod === null || before === null) return true;
  const meant = (one: Pod) => [
    one.spec?.nodeName,
    one.metadata.labels,
    one.metadata.deletionTimestamp === undefined,
    hasEnded(one),
  ];
  return !isDeepStrictEqual(meant(pod), meant(before));
}

/** The properties of a node that affect scheduling. Heartbeats do not. */
const offered = ({ metadata, spec, status }: Node) => [metadata.labels, spec, status?.allocatable];
