import { isDeepStrictEqual } from 'node:util';
import type { EndpointSlice, New, Pod, Service } from '../../objects.ts';
import { createEndpoint, type Endpoint, isEndpoint, type Ports, portsKey, portsOn } from './endpoints.ts';

export const serviceNameLabel = 'kubernetes.io/service-name';
const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
const manager = 'endpointslice-controller.k8s.io';
const headlessLabel = 'service.kubernetes.io/headless';

/** kube-controller-manager's `--max-endpoints-per-slice`. */
const mostPerSlice = 100;

export interface SliceChanges {
  readonly create: readonly New<'EndpointSlice'>[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
}

/** Desired content of a slice. */
interface WantedSlice {
  readonly ports: Ports;
  readonly endpoints: readonly Endpoint[];
}

/** Selected pods of the Service. */
export interface SelectedPod {
  readonly pod: Pod;
  /** Zone of the pod's node. */
  readonly zone: string | undefined;
}

/**
 * The changes that make a Service's slices match its pods. Endpoints stay in their slice, and only slices
 * that differ are written. A Service without endpoints keeps one empty slice.
 * @param managed slices that this controller manages for Services of that name
 */
export function sliceChanges(
  service: Service,
  selected: readonly SelectedPod[],
  managed: readonly EndpointSlice[],
): SliceChanges {
  // Slices of a deleted Service of the same name are garbage-collected, together with any endpoint that is
  // put into them.
  const { true: existing = [], false: foreign = [] } = Object.groupBy(managed, (slice) =>
    isOwnedBy(slice, service) ? 'true' : 'false',
  );
  const update: EndpointSlice[] = [];
  const extra: WantedSlice[] = [];
  const left = new Set(existing);
  for (const group of groupByPorts(service, selected)) {
    const key = portsKey(group.ports);
    const same = existing.filter((slice) => portsKey(slice.ports) === key);
    const { kept, rest } = fill(group, same);
    for (const [slice, endpoints] of kept) {
      left.delete(slice);
      const changed = withContent(slice, service, { ports: group.ports, endpoints });
      if (!isDeepStrictEqual(changed, slice)) update.push(changed);
    }
    for (let at = 0; at < rest.length; at += mostPerSlice)
      extra.push({ ports: group.ports, endpoints: rest.slice(at, at + mostPerSlice) });
  }
  if (left.size === existing.length && extra.length === 0) extra.push({ ports: [], endpoints: [] });
  // Slices to remove are reused for new endpoints: names stay, and watchers see one change instead of two.
  const remove = [...left];
  const create: New<'EndpointSlice'>[] = [];
  for (const wanted of extra) {
    const recycled = remove.shift();
    if (recycled === undefined) {
      create.push(newSlice(service, wanted));
      continue;
    }
    const changed = withContent(recycled, service, wanted);
    if (!isDeepStrictEqual(changed, recycled)) update.push(changed);
  }
  return { create, update, remove: [...remove, ...foreign] };
}

const isOwnedBy = ({ metadata }: EndpointSlice, service: Service): boolean =>
  metadata.ownerReferences?.some(({ uid }) => uid === service.metadata.uid) ?? false;

/** Pods with the same port numbers share slices. */
function groupByPorts(service: Service, selected: readonly SelectedPod[]): readonly WantedSlice[] {
  const groups = new Map<string, { ports: Ports; endpoints: Endpoint[] }>();
  for (const { pod, zone } of selected) {
    if (!isEndpoint(pod)) continue;
    const ports = portsOn(pod, service);
    const key = portsKey(ports);
    const group = groups.get(key) ?? { ports, endpoints: [] };
    group.endpoints.push(createEndpoint(pod, service, zone));
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Puts each endpoint into its current slice, or else into one that has room. The others need new slices. */
function fill(
  group: WantedSlice,
  slices: readonly EndpointSlice[],
): { readonly kept: ReadonlyMap<EndpointSlice, readonly Endpoint[]>; readonly rest: readonly Endpoint[] } {
  const wanted = new Map(group.endpoints.map((endpoint) => [endpoint.targetRef?.uid, endpoint]));
  const kept = new Map<EndpointSlice, Endpoint[]>();
  for (const slice of slices) {
    const endpoints: Endpoint[] = [];
    for (const { targetRef } of slice.endpoints ?? []) {
      const endpoint = wanted.get(targetRef?.uid);
      if (endpoint === undefined) continue;
      endpoints.push(endpoint);
      wanted.delete(targetRef?.uid);
    }
    kept.set(slice, endpoints);
  }
  const rest = [...wanted.values()];
  for (const endpoints of kept.values()) endpoints.push(...rest.splice(0, mostPerSlice - endpoints.length));
  for (const [slice, endpoints] of kept) if (endpoints.length === 0) kept.delete(slice);
  return { kept, rest };
}

const withContent = (
  slice: EndpointSlice,
  service: Service,
  { ports, endpoints }: WantedSlice,
): EndpointSlice => ({
  ...slice,
  metadata: { ...slice.metadata, labels: createLabels(service) },
  ports: [...ports],
  endpoints: [...endpoints],
});

function newSlice(service: Service, { ports, endpoints }: WantedSlice): New<'EndpointSlice'> {
  const { name, namespace, uid } = service.metadata;
  return {
    metadata: {
      generateName: `${name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: createLabels(service),
      ownerReferences: [
        { apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    addressType: 'IPv4',
    ports: [...ports],
    endpoints: [...endpoints],
  };
}

/** Labels: the Service's own, its name, and this controller. */
function createLabels(service: Service): Record<string, string> {
  return {
    ...service.metadata.labels,
    [serviceNameLabel]: service.metadata.name,
    [managedByLabel]: manager,
    ...(service.spec?.clusterIP === 'None' ? { [headlessLabel]: '' } : {}),
  };
}

/** Label selector for the slices that `sliceChanges` needs. */
export const managedSlices = (service: string): string =>
  `${serviceNameLabel}=${service},${managedByLabel}=${manager}`;
