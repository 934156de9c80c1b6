import type { EndpointSlice, Pod, Service } from '../../objects.ts';

export type Ports = NonNullable<EndpointSlice['ports']>;
type ServicePort = NonNullable<NonNullable<Service['spec']>['ports']>[number];

/** The Service's ports on that pod: a named targetPort may be another number on each. One that the pod lacks is left out. */
export function portsOn(pod: Pod, service: Service): Ports {
  return (service.spec?.ports ?? []).flatMap((port) => {
    const number = targetOf(port, pod);
    if (number === null) return [];
    return [{ name: port.name ?? '', port: number, protocol: protocolOf(port) }];
  });
}

/** To tell which pods can share a slice. */
export const portsKey = (ports: Ports | undefined): string =>
  JSON.stringify(
    (ports ?? []).map(({ name, port, protocol }) => `${name ?? ''} ${port} ${protocol ?? 'TCP'}`).toSorted(),
  );

function targetOf(port: ServicePort, pod: Pod): number | null {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const containers = pod.spec?.containers ?? [];
  const named = containers
    .flatMap((container) => container.ports ?? [])
    .find((candidate) => candidate.name === target && protocolOf(candidate) === protocolOf(port));
  return named?.containerPort ?? null;
}

const protocolOf = ({ protocol }: { readonly protocol?: string }): string => protocol ?? 'TCP';
