import { z } from 'zod';
import type { Key } from '../client/client.ts';
import { withCondition } from '../conditions.ts';
import { kinds } from '../kinds.ts';
import type { Pod } from '../objects.ts';
import { answer, type Call, requiredBody, storageFor } from './call.ts';
import { badRequest, conflict } from './failures.ts';
import { readAs } from './read-as.ts';

const bindingSchema = z.strictObject({
  apiVersion: z.literal('v1').optional(),
  kind: z.literal('Binding').optional(),
  metadata: z.looseObject({ name: z.string().nullish(), uid: z.string().nullish() }).nullish(),
  target: z.looseObject({ kind: z.enum(['', 'Node']).optional(), name: z.string().min(1) }),
});

/**
 * POST of a Binding, to `pods/NAME/binding` or to `bindings`: assigns a pod to a node, once.
 * @param name null: taken from the Binding
 */
export async function bindPod(call: Call, namespace: string, name: string | null): Promise<void> {
  const { metadata, target } = readAs('Binding', 'v1', bindingSchema, await requiredBody(call));
  const { name: named, uid } = metadata ?? {};
  const podName = name ?? named;
  if (!podName || (named && named !== podName))
    throw badRequest('name in URL does not match name in Binding object');
  bind(call, { namespace, name: podName }, target.name, uid);
  answer(call, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
}

function bind(call: Call, key: Key, nodeName: string, uid?: string | null): void {
  const names = { ...kinds.Pod, plural: 'pods/binding' };
  storageFor(call).update('Pod', key, (pod) => {
    if (uid && uid !== pod.metadata.uid)
      throw conflict(
        names,
        key.name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`,
      );
    if (pod.metadata.deletionTimestamp)
      throw conflict(names, key.name, `pod ${key.name} is being deleted, cannot be assigned to a host`);
    if (pod.spec?.nodeName)
      throw conflict(names, key.name, `pod ${key.name} is already assigned to node "${pod.spec.nodeName}"`);
    return bound(pod, nodeName);
  });
}

function bound(pod: Pod, nodeName: string): Pod {
  const scheduled = { type: 'PodScheduled', status: 'True' };
  const conditions = withCondition(pod.status?.conditions, scheduled, Date.now());
  return {
    ...pod,
    spec: { ...(pod.spec as NonNullable<Pod['spec']>), nodeName },
    status: { ...pod.status, conditions },
  };
}
