import type { Node } from '../objects.ts';
import { knownServices, type Source } from './known-services.ts';
import { internalAddress, type NodeProxy, type NodeProxyOptions, nodeProxy } from './node-proxy.ts';
import { portSet } from './port-set.ts';
import type { ServicePort } from './service-ports.ts';
import { usableEndpoints } from './usable-endpoints.ts';

/** A node proxy's whole knowledge of the cluster. */
export interface WatchedObjects {
  readonly nodes: Source<'Node'>;
  readonly services: Source<'Service'>;
  readonly slices: Source<'EndpointSlice'>;
}

export interface NodeProxiesOptions extends NodeProxyOptions {
  /** Delay from the change of a Service or EndpointSlice until new connections follow it. */
  readonly nodeProxyMs: number;
}

/**
 * One proxy for every Node object, and one for the cluster addresses of Services. A new node starts with the
 * state that the others have. Without an API server all continue with the last known state.
 */
export function nodeProxies(watched: WatchedObjects, options: NodeProxiesOptions): Disposable {
  const proxies = new Map<string, NodeProxy>();
  const clusterAddresses = portSet(options);
  let ended = false;

  const services = knownServices(watched.services, watched.slices, {
    lagMs: options.nodeProxyMs,
    onChange() {
      for (const proxy of proxies.values()) proxy.services(services.ports());
      clusterAddresses.set(clusterRoutes(services.ports()));
    },
  });
  const remove = (name: string) => {
    proxies.get(name)?.[Symbol.dispose]();
    proxies.delete(name);
  };
  const add = (name: string, node: Node, address: string) => {
    const proxy = nodeProxy(node, address, options);
    proxies.set(name, proxy);
    proxy.services(services.ports());
  };
  watched.nodes.onChange((node, before) => {
    const name = (node ?? before)?.metadata.name;
    if (ended || name === undefined) return;
    const address = node && internalAddress(node);
    if (proxies.get(name)?.address !== address) remove(name);
    if (node === null || address === null) return;
    if (proxies.has(name)) proxies.get(name)?.node(node);
    else add(name, node, address);
  });
  return {
    [Symbol.dispose]() {
      ended = true;
      services[Symbol.dispose]();
      for (const name of [...proxies.keys()]) remove(name);
      clusterAddresses[Symbol.dispose]();
    },
  };
}

/** The whole machine has one loopback, so cluster addresses do not depend on the client's node. */
const clusterRoutes = (ports: readonly ServicePort[]) =>
  ports.flatMap(({ clusterIp, port, endpoints }) =>
    clusterIp === null ? [] : [{ address: clusterIp, port, targets: usableEndpoints(endpoints, null) }],
  );
