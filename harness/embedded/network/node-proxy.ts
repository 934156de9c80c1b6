import { proxyHealthPort } from '../addresses.ts';
import type { Node } from '../objects.ts';
import { portSet } from './port-set.ts';
import type { ProxiedPortOptions } from './proxied-port.ts';
import { isEligible, proxyHealth } from './proxy-health.ts';
import type { ServicePort } from './service-ports.ts';
import { usableEndpoints } from './usable-endpoints.ts';

/** One node's proxy: its NodePorts and its health. Disposal means that the node is gone: its connections are reset. */
export interface NodeProxy extends Disposable {
  readonly address: string;
  /** Sets the current Node object. */
  node(node: Node): void;
  /** Sets the Service ports that this node should know now. */
  services(ports: readonly ServicePort[]): void;
}

export interface NodeProxyOptions extends Pick<ProxiedPortOptions, 'random' | 'onError'> {
  readonly healthPort?: number;
}

export function nodeProxy(first: Node, address: string, options: NodeProxyOptions): NodeProxy {
  const { name } = first.metadata;
  const ports = portSet(options);
  let eligible = isEligible(first);
  const health = proxyHealth({
    address,
    port: options.healthPort ?? proxyHealthPort,
    eligible: () => eligible,
    onError: options.onError,
  });
  return {
    address,
    node(node) {
      eligible = isEligible(node);
    },
    services(servicePorts) {
      ports.set(
        servicePorts.flatMap(({ nodePort, localOnly, endpoints }) =>
          nodePort === null
            ? []
            : [{ address, port: nodePort, targets: usableEndpoints(endpoints, localOnly ? name : null) }],
        ),
      );
    },
    [Symbol.dispose]() {
      ports[Symbol.dispose]();
      health[Symbol.dispose]();
    },
  };
}

/** The address on which a node's proxy listens; null until its kubelet has reported it. */
export const internalAddress = (node: Node): string | null =>
  node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? null;
