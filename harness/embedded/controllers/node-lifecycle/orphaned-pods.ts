import type { ApiClient } from '../../client/client.ts';
import { withCondition } from '../../conditions.ts';
import type { Pod } from '../../objects.ts';
import { type ControllerOptions, runController } from '../controller.ts';
import { unlessGone } from '../failures.ts';
import { hasEnded } from '../scheduler/candidates.ts';

export interface OrphanedPodsOptions {
  /** How long a node must be gone before its pods are removed; kube-controller-manager uses 40 s. */
  readonly orphanQuarantineMs?: number;
}

/** Removes pods whose node no longer exists, because no kubelet will. As Kubernetes' pod garbage collector. */
export function runOrphanedPodsController(options: ControllerOptions & OrphanedPodsOptions): AsyncDisposable {
  const quarantineMs = options.orphanQuarantineMs ?? 40_000;
  return runController(options, {
    name: 'pod-garbage-collector',
    setUp({ api, now, observe, enqueueAfter }) {
      const nodes = observe('Node');
      const pods = observe('Pod');
      nodes.onChange((node, before) => {
        if (node === null && before !== null) enqueueAfter(before.metadata.name, quarantineMs);
      });
      pods.onChange((pod) => {
        const name = pod?.spec?.nodeName;
        if (name && nodes.get({ name }) === undefined) enqueueAfter(name, quarantineMs);
      });

      const remove = async (pod: Pod) => {
        if (!hasEnded(pod)) {
          const why = {
            type: 'DisruptionTarget',
            status: 'True',
            reason: 'DeletionByPodGC',
            message: 'PodGC: node no longer exists',
          };
          const conditions = withCondition(pod.status?.conditions, why, now());
          const status = { ...pod.status, phase: 'Failed', conditions };
          await api.updateStatus('Pod', { ...pod, status });
        }
        await api.delete('Pod', pod.metadata, { uid: pod.metadata.uid, gracePeriodSeconds: 0 });
      };

      return async (name) => {
        const orphans = pods.all().filter(({ spec }) => spec?.nodeName === name);
        // The copy may lag behind, so only the API can confirm that a node is gone.
        if (orphans.length === 0 || (await exists(api, name))) return;
        for (const pod of orphans) await remove(pod).catch(unlessGone);
      };
    },
  });
}

async function exists(api: ApiClient, name: string): Promise<boolean> {
  return await api.get('Node', { name }).then(
    () => true,
    (error: unknown) => {
      unlessGone(error);
      return false;
    },
  );
}
