import { isDeepStrictEqual } from 'node:util';
import { keyText, parseKey } from '../../client/client.ts';
import { withCondition } from '../../conditions.ts';
import type { Node, Pod } from '../../objects.ts';
import { type ControllerOptions, runController } from '../controller.ts';
import { unlessGone } from '../failures.ts';
import { type Taint, tolerates } from '../scheduler/tolerations.ts';

/** Deletes pods from nodes with a NoExecute taint that they do not tolerate, or no longer tolerate. */
export function runTaintEvictionController(options: ControllerOptions): AsyncDisposable {
  return runController(options, {
    name: 'taint-eviction-controller',
    setUp({ api, now, events, observe, enqueue, enqueueAfter }) {
      const nodes = observe('Node');
      const pods = observe('Pod');
      /** Since when a pod has been on its node by toleration only, by uid. */
      const since = new Map<string, number>();

      nodes.onChange((node, before) => {
        if (node === null || isDeepStrictEqual(noExecuteTaints(node), before && noExecuteTaints(before)))
          return;
        for (const pod of pods.all())
          if (pod.spec?.nodeName === node.metadata.name) enqueue(keyText(pod.metadata));
      });
      pods.onChange((pod, before) => {
        if (pod === null) since.delete(before?.metadata.uid ?? '');
        else if (before === null || !isDeepStrictEqual(stay(pod), stay(before)))
          enqueue(keyText(pod.metadata));
      });

      const evict = async (pod: Pod) => {
        const name = keyText(pod.metadata);
        events.record('Pod', pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${name}`);
        const conditions = withCondition(
          pod.status?.conditions,
          {
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'DeletionByTaintManager',
            message: 'Taint manager: deleting due to NoExecute taint',
          },
          now(),
        );
        await api.updateStatus('Pod', { ...pod, status: { ...pod.status, conditions } });
        await api.delete('Pod', pod.metadata, { uid: pod.metadata.uid });
      };
      const leftMs = (pod: Pod, node: Node): number | null => {
        const tolerated = noExecuteTaints(node).length === 0 ? null : toleratedMs(pod, node);
        const { uid } = pod.metadata;
        if (tolerated === null) {
          since.delete(uid);
          return null;
        }
        const began = since.get(uid) ?? now();
        since.set(uid, began);
        return began + tolerated - now();
      };

      return async (key) => {
        const pod = pods.get(parseKey(key));
        const node = nodes.get({ name: pod?.spec?.nodeName ?? '' });
        if (pod === undefined || node === undefined || pod.metadata.deletionTimestamp !== undefined) return;
        const left = leftMs(pod, node);
        if (left === null) return;
        if (left > 0) enqueueAfter(key, left);
        else await evict(pod).catch(unlessGone);
      };
    },
  });
}

const stay = ({ spec, metadata }: Pod) => [metadata.uid, spec?.nodeName, spec?.tolerations];

const noExecuteTaints = (node: Node): readonly Taint[] =>
  (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');

/**
 * How long the pod may stay on a node with NoExecute taints: 0 if it does not tolerate one of them, otherwise
 * the shortest matching toleration; null: forever.
 */
export function toleratedMs(pod: Pod, node: Node): number | null {
  const used = noExecuteTaints(node).map((taint) =>
    (pod.spec?.tolerations ?? []).filter((toleration) => tolerates(toleration, taint)),
  );
  if (used.some((tolerations) => tolerations.length === 0)) return 0;
  const seconds = used.flat().flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
  return seconds.length === 0 ? null : Math.max(0, Math.min(...seconds)) * 1000;
}
