import type { Informer } from '../client/client.ts';
import type { EndpointSlice, Kind } from '../objects.ts';
import { type ServicePort, serviceNameLabel, servicePorts } from './service-ports.ts';

/** The parts of an informer that are needed. */
export type Source<K extends Kind> = Pick<Informer<K>, 'all' | 'get' | 'onChange'>;

export interface KnownServices extends Disposable {
  /** Every port of every Service. */
  ports(): readonly ServicePort[];
}

/**
 * Services and their endpoints as node proxies know them: every change takes effect `lagMs` after it was
 * read, in order.
 */
export function knownServices(
  services: Source<'Service'>,
  slices: Source<'EndpointSlice'>,
  { lagMs, onChange }: { readonly lagMs: number; readonly onChange: () => void },
): KnownServices {
  const known = new Map<string, readonly ServicePort[]>();
  const coming = new Set<NodeJS.Timeout>();
  let ended = false;

  const changed = (namespace: string, name: string) => {
    if (ended) return;
    const service = services.get({ namespace, name });
    const ofService = (slice: EndpointSlice) =>
      slice.metadata.namespace === namespace && getServiceName(slice) === name;
    // The state is read now and takes effect later; a later change has its own delay.
    const ports = service && servicePorts(service, slices.all().filter(ofService));
    const timer = setTimeout(() => {
      coming.delete(timer);
      if (ports === undefined) known.delete(`${namespace}/${name}`);
      else known.set(`${namespace}/${name}`, ports);
      onChange();
    }, lagMs);
    coming.add(timer);
  };
  services.onChange((now, before) => {
    const service = now ?? before;
    if (service) changed(service.metadata.namespace ?? '', service.metadata.name);
  });
  slices.onChange((now, before) => {
    const named = (slice: EndpointSlice | null) => slice && getServiceName(slice);
    const namespace = (now ?? before)?.metadata.namespace ?? '';
    // Two Services if the slice was reassigned from one to another.
    for (const name of new Set([named(before), named(now)])) if (name) changed(namespace, name);
  });
  return {
    ports: () => [...known.values()].flat(),
    [Symbol.dispose]() {
      ended = true;
      for (const timer of coming) clearTimeout(timer);
    },
  };
}

const getServiceName = ({ metadata }: EndpointSlice): string | undefined =>
  metadata.labels?.[serviceNameLabel];
