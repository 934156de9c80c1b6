import type { EndpointSlice, Service } from '../objects.ts';
import type { Endpoint } from './usable-endpoints.ts';

/** A port of a Service, and its endpoints. */
export interface ServicePort {
  /** Null for a headless Service, which has no address. */
  readonly clusterIp: string | null;
  readonly port: number;
  /** Null for a Service of type ClusterIP. */
  readonly nodePort: number | null;
  /** Whether node ports only use endpoints on their own node. */
  readonly localOnly: boolean;
  readonly endpoints: readonly Endpoint[];
}

/** The label with which an EndpointSlice refers to its Service. */
export const serviceNameLabel = 'kubernetes.io/service-name';

/** @param slices the slices of that Service */
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

/** The endpoints of a named port. Conditions that a slice omits mean ready, serving and not terminating. */
function listEndpoints(portName: string, slices: readonly EndpointSlice[]): readonly Endpoint[] {
  const byAddress = new Map<string, Endpoint>();
  for (const slice of slices) {
    const port = slice.ports?.find(({ name }) => (name ?? '') === portName)?.port;
    if (port === undefined) continue;
    for (const { addresses, conditions, nodeName } of slice.endpoints ?? []) {
      const [address] = addresses;
      if (address === undefined) continue;
      // While an endpoint moves between slices, both may contain it.
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
