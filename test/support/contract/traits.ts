import { expect } from 'vitest';
import type { FrontDoor } from '../../../harness/clusters/front-door.ts';
import type { ProviderTraits } from '../../../harness/scenario/providers/traits.ts';
import { requests } from './requests.ts';
import type { World } from './world.ts';

/** Observable traits of a provider's cluster. */
interface Seen {
  /** This tool can act on its nodes. */
  readonly rolledByNodes: boolean;
  readonly inPlace: boolean;
  readonly replacing: boolean;
  readonly dns: boolean;
  /** Pods have addresses beyond the loopback device. */
  readonly podNetwork: boolean;
  /** Containers run images with a digest. */
  readonly images: boolean;
  /** Its claims permit judging latency. */
  readonly latency: boolean;
}

export function expectTraits({ rolling, strategies, has, judgesLatency }: ProviderTraits): Seen {
  const { worker } = strategies;
  return {
    rolledByNodes: rolling === 'nodes',
    inPlace: strategies['control-plane'].includes('in-place') || worker.includes('in-place'),
    replacing: worker.includes('replace') || worker.includes('surge'),
    dns: has.dns.supported,
    podNetwork: has.podNetwork.supported,
    images: has.images.supported,
    latency: judgesLatency.supported,
  };
}

export async function observeTraits({ cluster, kube, workload }: World): Promise<Seen> {
  const { stage, inPlace, provision, retire } = cluster.ops;
  const { items: services } = await kube.core.listNamespacedService({ namespace: 'kube-system' });
  const { items: pods } = await kube.core.listNamespacedPod({ namespace: workload.namespace });
  const containers = pods.flatMap(({ status }) => status?.containerStatuses ?? []);
  return {
    rolledByNodes: stage !== undefined,
    inPlace: inPlace !== undefined,
    replacing: provision !== undefined && retire !== undefined,
    dns: services.some(({ metadata }) => metadata?.name === 'kube-dns'),
    podNetwork: pods.some(({ status }) => !status?.podIP?.startsWith('127.')),
    images: containers.some(({ imageID }) => imageID.includes('sha256:')),
    latency: cluster.claims.production,
  };
}

/** The control lane responds if the traits include one, and does not exist otherwise. */
export async function expectControlLane(
  { has }: ProviderTraits,
  { control }: Pick<FrontDoor, 'control'>,
): Promise<void> {
  expect(control !== null).toBe(has.controlLane.supported);
  if (control !== null) expect((await requests(control, 3)).failed).toEqual([]);
}
