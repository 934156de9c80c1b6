import { pause } from '../../../async/pause.ts';
import { duration } from '../../../format/durations.ts';
import type { Kube } from '../../../kube/connect.ts';
import { bounded, retryTransient } from '../../../kube/request.ts';

export interface ServiceRef {
  readonly namespace: string;
  readonly name: string;
}

/** How long a Service of type LoadBalancer is waited for. */
export interface AddressLimits {
  /** Until a controller has said anything about it. */
  readonly noticedMs: number;
  /** Until it has an address. */
  readonly addressMs: number;
  readonly everyMs: number;
}

export const addressLimits: AddressLimits = { noticedMs: 30_000, addressMs: 5 * 60_000, everyMs: 2_000 };

/** The names or addresses of a Service's load balancer, or why there are none. */
export type Hosts = { readonly hosts: readonly string[] } | { readonly missing: string };

/** Waits until the status of a Service says where its load balancer is. */
export async function awaitHosts(
  kube: Kube,
  service: ServiceRef,
  limits: AddressLimits,
  signal: AbortSignal,
): Promise<Hosts> {
  const beganMs = performance.now();
  const name = `Service ${service.namespace}/${service.name}`;
  for (;;) {
    const { hosts, events } = await retryTransient(() => read(kube, service, signal), {
      ...{ signal, timeoutMs: limits.addressMs },
    });
    if (hosts.length > 0) return { hosts };
    const waitedMs = performance.now() - beganMs;
    const last = events.at(-1);
    if (last === undefined && waitedMs > limits.noticedMs)
      return {
        missing: `no controller took notice of ${name} within ${duration(limits.noticedMs)}: it has no event and no address`,
      };
    if (waitedMs > limits.addressMs)
      return { missing: `${name} had no address after ${duration(limits.addressMs)}; ${last}` };
    await pause(limits.everyMs, signal);
  }
}

async function read(kube: Kube, { namespace, name }: ServiceRef, signal: AbortSignal) {
  const { status } = await kube.core.readNamespacedService({ namespace, name }, bounded(signal));
  const ingress = status?.loadBalancer?.ingress ?? [];
  const hosts = ingress.flatMap(({ hostname, ip }) => hostname ?? ip ?? []);
  return { hosts, events: hosts.length > 0 ? [] : await listEvents(kube, { namespace, name }, signal) };
}

/** What controllers said about it, the last one last. */
async function listEvents(kube: Kube, { namespace, name }: ServiceRef, signal: AbortSignal) {
  const fieldSelector = `involvedObject.kind=Service,involvedObject.name=${name}`;
  const { items } = await kube.core.listNamespacedEvent({ namespace, fieldSelector }, bounded(signal));
  return items
    .filter(({ involvedObject }) => involvedObject.kind === 'Service' && involvedObject.name === name)
    .map(({ reason, message, lastTimestamp, eventTime }) => ({
      atMs: new Date(lastTimestamp ?? eventTime ?? 0).getTime(),
      text: `its last event: ${[reason, message].filter(Boolean).join(': ')}`,
    }))
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(({ text }) => text);
}
