import type { Endpoint } from '../../../../harness/embedded/network/usable-endpoints.ts';
import type { New, Service } from '../../../../harness/embedded/objects.ts';

export const nodePort = 30_080;

/** A node whose kubelet has reported its address. */
export const node = (name: string, address: string | null, more: Partial<New<'Node'>> = {}): New<'Node'> => ({
  metadata: { name },
  status: { addresses: address === null ? [] : [{ type: 'InternalIP', address }] },
  ...more,
});

export const service = (spec: Service['spec'] = {}): New<'Service'> => ({
  metadata: { name: 'web', namespace: 'shop' },
  spec: { type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort }], ...spec },
});

/** A slice of that Service with one endpoint for each of these. */
export const slice = (
  name: string,
  port: number,
  endpoints: readonly (Partial<Endpoint> & { address: string })[],
): New<'EndpointSlice'> => ({
  metadata: { name, namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  ports: [{ name: 'http', port, protocol: 'TCP' }],
  endpoints: endpoints.map(
    ({ address, node: nodeName, ready = true, serving = ready, terminating = false }) => ({
      addresses: [address],
      conditions: { ready, serving, terminating },
      ...(nodeName == null ? {} : { nodeName }),
    }),
  ),
});
