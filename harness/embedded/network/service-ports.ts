import type { EndpointSlice, Service } from '../objects.ts';
import type { Endpoint } from './usable-endpoints.ts';

/** A port of a Service, and what stands behind it. */
export interface ServicePort {
  /** Null for a headless Service: it has no address of its own. */
  readonly clusterIp: string | null;
  readonly port: number;
  /** Null where the Service is of type ClusterIP. */
  readonly nodePort: number | null;
  /** Whether node ports use endpoints of their own node alone. */
  readonly localOnly: boolean;
  readonly endpoints: readonly Endpoint[];
}

/** The label by which an EndpointSlice names its Service. */
export const serviceNameLabel = 'kubernetes.io/service-name';

/** @param slices of that Service */
export function servicePorts(service: Service, slices: readonly EndpointSlice[]): readonly ServicePort[] {
  const { clusterIP, type, externalTrafficPolicy, ports } = service.spec ?? {};
  if (type === 'ExternalName') return [];
  return (ports ?? []).map((port) => ({
    clusterIp: clusterIP === undefined || clusterIP === '' || clusterIP === 'None' ? null : clusterIP,
    port: port.port,
    nodePort: port.nodePort ?? null,
    localOnly: externalTrafficPolicy === 'Local',
    endpoints: listEndpoints(port.name ?? '', slices),
  }));
}

/** The endpoints of a named port. What a slice leaves out means ready, serving and not terminating. */
function listEndpoints(portName: string, slices: readonly EndpointSlice[]): readonly Endpoint[] {
  const byAddress = new Map<string, Endpoint>();
  for (const slice of slices) {
    const port = slice.ports?.find(({ name }) => (name ?? '') === portName)?.port;
    if (port === undefined) continue;
    for (const { addresses, conditions, nodeName } of slice.endpoints ?? []) {
      const [address] = addresses;
      if (address === undefined) continue;
      // While an endpoint moves from one slice to another it may be in both.
      byAddress.set(`${address}:${port}`, {
        address,
        port,
        node: nodeName ?? null,
        ready: conditions?.ready ?? true,
        serving: conditions?.serving ?? conditions?.ready ?? true,
        terminating: conditions?.terminating ?? false,
      });
    }
  }
  return [...byAddress.values()];
}
