import { isReady } from '../../conditions.ts';
import type { EndpointSlice, Pod, Service } from '../../objects.ts';

export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** Whether a Service's slices list the pod at all; a terminating pod is listed as long as its object exists. */
export const isEndpoint = (pod: Pod): boolean =>
  Boolean(pod.status?.podIP) && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';

/**
 * `serving` follows the readiness probe, even while the pod terminates. `ready` is never true for a
 * terminating pod, except for a Service that publishes addresses that are not ready. KEP-1672.
 */
export function createConditions(pod: Pod, service: Service): NonNullable<Endpoint['conditions']> {
  const serving = isReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const ready = service.spec?.publishNotReadyAddresses === true || (serving && !terminating);
  return { ready, serving, terminating };
}

/** @param zone the node's label `topology.kubernetes.io/zone` */
export function createEndpoint(pod: Pod, service: Service, zone: string | undefined): Endpoint {
  const { name, namespace, uid } = pod.metadata;
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: createConditions(pod, service),
    targetRef: { kind: 'Pod', ...(namespace === undefined ? {} : { namespace }), name, uid },
    ...(pod.spec?.nodeName === undefined ? {} : { nodeName: pod.spec.nodeName }),
    ...(zone === undefined ? {} : { zone }),
  };
}

export type Ports = NonNullable<EndpointSlice['ports']>;
type ServicePort = NonNullable<NonNullable<Service['spec']>['ports']>[number];

/**
 * The Service's ports on that pod: a named targetPort may resolve to a different number on each pod. A port
 * that the pod lacks is omitted.
 */
export function portsOn(pod: Pod, service: Service): Ports {
  return (service.spec?.ports ?? []).flatMap((port) => {
    const number = findTargetPort(port, pod);
    if (number === null) return [];
    return [{ name: port.name ?? '', port: number, protocol: getProtocol(port) }];
  });
}

/** Identifies pods that can share a slice. */
export const portsKey = (ports: Ports | undefined): string =>
  JSON.stringify(
    (ports ?? []).map(({ name, port, protocol }) => `${name ?? ''} ${port} ${protocol ?? 'TCP'}`).toSorted(),
  );

function findTargetPort(port: ServicePort, pod: Pod): number | null {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const containers = pod.spec?.containers ?? [];
  const named = containers
    .flatMap((container) => container.ports ?? [])
    .find((candidate) => candidate.name === target && getProtocol(candidate) === getProtocol(port));
  return named?.containerPort ?? null;
}

const getProtocol = ({ protocol }: { readonly protocol?: string }): string => protocol ?? 'TCP';
