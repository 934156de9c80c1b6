import { serviceAddress } from '../../addresses.ts';
import type { Service } from '../../objects.ts';
import type { ClusterOfResource } from '../resource.ts';
import { invalid } from './invalid.ts';
import type { Problem } from './schema.ts';

type Spec = NonNullable<Service['spec']>;
type Ports = NonNullable<Spec['ports']>;

/** Kubernetes' default for `--service-node-port-range`. */
const nodePorts = { first: 30_000, last: 32_767 };
/** 0 and 255 are not host addresses in a range of 256. */
const hosts = { first: 1, last: 254 };

/**
 * The Service with a cluster address and node ports, allocated if it needs them and has none.
 * @throws StatusError 422 for an address or port that is taken or out of range
 */
export function withAddresses(service: Service, cluster: ClusterOfResource): Service {
  const others = cluster.storage
    .list('Service', {})
    .items.filter((other) => !isSame(other, service))
    .map(({ spec = {} }) => spec);
  const spec = service.spec ?? {};
  const clusterIP = clusterAddress(service, spec, others, cluster.range);
  const given = hasNodePorts(spec) ? withNodePorts(service, spec.ports ?? [], others) : spec.ports;
  return {
    ...service,
    spec: { ...spec, clusterIP, clusterIPs: [clusterIP], ...(given === undefined ? {} : { ports: given }) },
  };
}

/**
 * Also for type LoadBalancer, because a load balancer sends to node ports. The cluster has no load balancer,
 * so such a Service never gets an external address.
 */
const hasNodePorts = ({ type }: Spec) => type === 'NodePort' || type === 'LoadBalancer';

const isSame = (one: Service, other: Service) =>
  one.metadata.namespace === other.metadata.namespace && one.metadata.name === other.metadata.name;

/** Fields that an update may omit: the allocated values are kept. */
export function withKeptAddresses(before: Service, after: Service): Service {
  const spec = after.spec ?? {};
  const clusterIP = spec.clusterIP || before.spec?.clusterIP;
  const keptPort = (port: Ports[number], index: number) => {
    const old = (before.spec?.ports ?? []).find((one, at) =>
      port.name === undefined ? at === index : one.name === port.name,
    );
    return old?.nodePort === undefined || port.nodePort !== undefined
      ? port
      : { ...port, nodePort: old.nodePort };
  };
  const ports = hasNodePorts(spec) ? spec.ports?.map(keptPort) : spec.ports;
  return {
    ...after,
    spec: { ...spec, ...(clusterIP ? { clusterIP } : {}), ...(ports === undefined ? {} : { ports }) },
  };
}

function clusterAddress(service: Service, spec: Spec, others: readonly Spec[], range: number): string {
  if (spec.clusterIP === 'None') return 'None';
  const taken = new Set(others.map((other) => other.clusterIP));
  const all = numbers(hosts).map((host) => serviceAddress(range, host));
  const refuse = (value: string, message: string) =>
    refuseWith(service, { reason: 'Invalid', path: ['spec', 'clusterIPs'], value: [value], message });
  if (spec.clusterIP) {
    if (!all.includes(spec.clusterIP))
      refuse(
        spec.clusterIP,
        `failed to allocate IP ${spec.clusterIP}: the provided IP (${spec.clusterIP}) is not in the valid range. The range of valid IPs is ${serviceAddress(range, 0)}/24`,
      );
    if (taken.has(spec.clusterIP))
      refuse(spec.clusterIP, `failed to allocate IP ${spec.clusterIP}: provided IP is already allocated`);
    return spec.clusterIP;
  }
  return (
    all.find((address) => !taken.has(address)) ?? refuse('', 'failed to allocate a serviceIP: range is full')
  );
}

function withNodePorts(service: Service, ports: Ports, others: readonly Spec[]): Ports {
  const taken = new Set(others.flatMap((other) => (other.ports ?? []).map(({ nodePort }) => nodePort)));
  const refuse = (index: number, value: number, message: string) =>
    refuseWith(service, { reason: 'Invalid', path: ['spec', 'ports', index, 'nodePort'], value, message });
  for (const [index, { nodePort }] of ports.entries()) {
    if (nodePort === undefined) continue;
    if (nodePort < nodePorts.first || nodePort > nodePorts.last)
      refuse(
        index,
        nodePort,
        `provided port is not in the valid range. The range of valid ports is ${nodePorts.first}-${nodePorts.last}`,
      );
    if (taken.has(nodePort)) refuse(index, nodePort, 'provided port is already allocated');
    taken.add(nodePort);
  }
  return ports.map((port, index) => {
    if (port.nodePort !== undefined) return port;
    const nodePort =
      numbers(nodePorts).find((number) => !taken.has(number)) ??
      refuse(index, 0, 'failed to allocate a nodePort: range is full');
    taken.add(nodePort);
    return { ...port, nodePort };
  });
}

function refuseWith(service: Service, problem: Problem): never {
  throw invalid('Service', service.metadata.name, [problem]);
}

const numbers = ({ first, last }: { first: number; last: number }) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
