import { setHeaderOptions } from '@kubernetes/client-node';
import { until } from './until.ts';
import type { World } from './world.ts';

/** The service's own namespace accepts only restricted pods. */
const namespace = 'default';
const mergePatch = setHeaderOptions('Content-Type', 'application/merge-patch+json');

/**
 * The exit code of a container's first process after its pod was deleted; a finalizer keeps the pod for
 * inspection.
 */
export async function exitWhenDeleted(
  { kube, image }: World,
  name: string,
  command: readonly string[],
): Promise<number> {
  await kube.core.createNamespacedPod({
    namespace,
    body: {
      metadata: { name, finalizers: ['k8s-rehearse/contract'] },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 2,
        containers: [{ name: 'main', image, command: [...command] }],
      },
    },
  });
  const readState = async () =>
    (await kube.core.readNamespacedPod({ namespace, name })).status?.containerStatuses?.[0]?.state;
  const readLog = () => kube.core.readNamespacedPodLog({ namespace, name });
  await until(`${name} is there`, async () => (await readLog()).includes('up'));
  await kube.core.deleteNamespacedPod({ namespace, name });
  const ended = await until(`${name} has ended`, async () => (await readState())?.terminated);
  await kube.core.patchNamespacedPod(
    { namespace, name, body: { metadata: { finalizers: null } } },
    mergePatch,
  );
  return ended.exitCode;
}
