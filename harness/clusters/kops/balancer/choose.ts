import type { V1Pod } from '@kubernetes/client-node';
import { connect } from '../../../kube/connect.ts';
import { bounded } from '../../../kube/request.ts';
import type { FrontDoorPolicy } from '../../../scenario/scenario.ts';
import { systemNamespace } from '../../../timeline/system-namespace.ts';
import type { DoorChoice } from '../../front-door.ts';

/** Controllers that give Services of type LoadBalancer their addresses, by their pods' names. */
const controllerName = /cloud-controller-manager|load-balancer-controller/;

/**
 * Decides at once, without a Service that waits for an address in vain: a load balancer comes only where the nodes are
 * machines of a cloud and a controller of that cloud runs in the cluster.
 */
export async function chooseFrontDoor(
  kubeconfig: string,
  type: FrontDoorPolicy['type'],
  signal: AbortSignal,
): Promise<DoorChoice> {
  if (type !== 'auto') return { kind: type, why: '`frontDoor.type` says so' };
  await using kube = connect(kubeconfig);
  const { items: nodes } = await kube.core.listNode({}, bounded(signal));
  if (!nodes.some(({ spec }) => spec?.providerID))
    return { kind: 'proxy', why: 'no node has a provider id: they are machines of no cloud' };
  const { items: pods } = await kube.core.listNamespacedPod({ namespace: systemNamespace }, bounded(signal));
  const controller = pods.find((pod) => controllerName.test(pod.metadata?.name ?? '') && isReady(pod));
  return controller === undefined
    ? {
        kind: 'proxy',
        why: `no pod of a cloud controller manager is ready in ${systemNamespace}: a Service of type LoadBalancer would get no address`,
      }
    : {
        kind: 'load-balancer',
        why: `${controller.metadata?.name} runs in ${systemNamespace}, and the nodes have provider ids`,
      };
}

const isReady = ({ status }: V1Pod): boolean =>
  status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
