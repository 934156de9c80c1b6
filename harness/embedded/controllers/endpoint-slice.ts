import { isDeepStrictEqual } from 'node:util';
import { keyText, parseKey } from '../client/client.ts';
import { isReady } from '../conditions.ts';
import type { EndpointSlice, Pod, Service } from '../objects.ts';
import { type ControllerOptions, runController } from './controller.ts';
import { isEndpoint } from './endpoint-slice/endpoints.ts';
import { managedSlices, serviceNameLabel, sliceChanges } from './endpoint-slice/slices.ts';
import { unlessGone } from './failures.ts';

const zoneLabel = 'topology.kubernetes.io/zone';

/**
 * Maintains the EndpointSlices of every Service that has a selector.
 * @param options.endpointsMs from a change until it is written; later changes within that time are part of
 * the same write
 */
export function runEndpointSliceController(
  options: ControllerOptions & { readonly endpointsMs: number },
): AsyncDisposable {
  return runController(options, {
    name: 'endpoint-slice-controller',
    setUp({ api, observe, enqueueAfter }) {
      const services = observe('Service');
      const pods = observe('Pod');
      const nodes = observe('Node');
      /** The controller ignores its own writes. */
      const written = new Map<string, string>();
      const enqueueSlices = ({ metadata }: Service) => enqueueAfter(keyText(metadata), options.endpointsMs);

      services.onChange((service) => {
        if (service !== null) enqueueSlices(service);
      });
      pods.onChange((pod, before) => {
        if (!showsDifferently(pod, before)) return;
        for (const service of services.all())
          if ([pod, before].some((one) => one !== null && isSelected(service, one))) enqueueSlices(service);
      });
      nodes.onChange((node, before) => {
        if (node !== null && before !== null && getZone(node) === getZone(before)) return;
        for (const service of services.all()) enqueueSlices(service);
      });
      observe('EndpointSlice').onChange((slice, before) => {
        const seen = slice ?? before;
        if (seen === null) return;
        if (slice !== null && written.get(keyText(slice.metadata)) === slice.metadata.resourceVersion) return;
        if (slice === null) written.delete(keyText(seen.metadata));
        const service = services.get(serviceKey(seen));
        if (service !== undefined) enqueueSlices(service);
      });

      const selectedBy = (service: Service) =>
        pods.all().flatMap((pod) => {
          if (!isSelected(service, pod)) return [];
          const node = nodes.get({ name: pod.spec?.nodeName ?? '' });
          // A pod on a removed node is unreachable and is left out, unless the Service publishes addresses
          // that are not ready.
          if (node === undefined && service.spec?.publishNotReadyAddresses !== true) return [];
          return [{ pod, zone: node === undefined ? undefined : getZone(node) }];
        });
      const note = (slice: EndpointSlice) =>
        void written.set(keyText(slice.metadata), slice.metadata.resourceVersion);

      return async (key) => {
        const service = services.get(parseKey(key));
        if (service === undefined || !hasEndpoints(service)) return;
        const { namespace = '', name } = service.metadata;
        // Read from the API: a copy that lags behind the controller's own writes would lead to duplicates.
        const existing = await api.list('EndpointSlice', { namespace, labelSelector: managedSlices(name) });
        const changes = sliceChanges(service, selectedBy(service), existing.items);
        for (const slice of changes.create) note(await api.create('EndpointSlice', slice));
        for (const slice of changes.update) note(await api.update('EndpointSlice', slice));
        for (const { metadata } of changes.remove)
          await api.delete('EndpointSlice', metadata, { uid: metadata.uid }).catch(unlessGone);
      };
    },
  });
}

const hasEndpoints = ({ metadata, spec }: Service): boolean =>
  metadata.deletionTimestamp === undefined &&
  spec?.type !== 'ExternalName' &&
  Object.keys(spec?.selector ?? {}).length > 0;

const isSelected = (service: Service, pod: Pod): boolean =>
  hasEndpoints(service) &&
  service.metadata.namespace === pod.metadata.namespace &&
  Object.entries(service.spec?.selector ?? {}).every(([key, value]) => pod.metadata.labels?.[key] === value);

/** Other changes must not start a batch, because the changes that follow would be written too early. */
const showsDifferently = (pod: Pod | null, before: Pod | null): boolean =>
  !isDeepStrictEqual(shown(pod), shown(before));

/** The parts of a pod that appear in slices. */
function shown(pod: Pod | null): readonly unknown[] | null {
  if (pod === null || !isEndpoint(pod)) return null;
  const { metadata, spec, status } = pod;
  const terminating = metadata.deletionTimestamp !== undefined;
  return [metadata.uid, metadata.labels, terminating, spec?.nodeName, status?.podIP, isReady(pod)];
}

const getZone = ({ metadata }: { metadata: { labels?: Record<string, string> } }): string | undefined =>
  metadata.labels?.[zoneLabel];

const serviceKey = ({ metadata }: EndpointSlice) => ({
  ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
  name: metadata.labels?.[serviceNameLabel] ?? '',
});
