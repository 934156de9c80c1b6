import { setHeaderOptions, type V1Pod } from '@kubernetes/client-node';
import { openTarget } from '../../../harness/workload/own/load-service.ts';
import { listRoutes } from '../../../harness/workload/served.ts';
import { doorSpec } from '../clusters/kind/fixtures.ts';
import { placed } from '../workload/placed.ts';
import { requests } from './requests.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const { signal } = new AbortController();
const mergePatch = setHeaderOptions('Content-Type', 'application/merge-patch+json');
const healthCheck = { of: 'node-proxy', everyMs: 300, timeoutMs: 300, rise: 1, fall: 2 } as const;
/** So long a front door that checks the workers may take to know which of them has a pod. */
const knownWithinMs = 10 * (healthCheck.everyMs + healthCheck.timeoutMs);
const name = 'local';

interface LocalTraffic {
  /** Port of the load's own Service. */
  readonly spec: { readonly type?: string; readonly healthCheckNodePort?: number };
  /** Addresses assigned to the Service. */
  readonly ingress: readonly unknown[];
  /** Results of requests while one pod after the other was the only backend. */
  readonly asked: readonly Awaited<ReturnType<typeof requests>>[];
}

/**
 * Sends load to a Service with `externalTrafficPolicy: Local`, as a rehearsal does, while it has one pod:
 * first one, then another.
 */
export async function localTraffic(world: World, pods: readonly V1Pod[]): Promise<LocalTraffic> {
  const { cluster, kube, workload, image, runId } = world;
  const { namespace } = workload;
  const port = await webPort(world);
  const service = {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace } },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      selector: { chosen: 'yes' },
      ports: [port],
    },
  };
  const target = {
    ...{ name, service: { namespace, name, port: port.port }, weight: 1 },
    request: { method: 'GET', path: '/', headers: {}, body: null },
    expect: { status: 200, body: null },
  } as const;
  const served = await openTarget(target, {
    ...{ kube, objects: placed([service]), workers: 2, runId, signal },
  });
  const ref = { namespace, name: served.service };
  try {
    await using door = await cluster.openFrontDoor(
      {
        ...doorSpec,
        ...{ routes: listRoutes(served), healthCheck, allUnhealthy: 'refuse', controlImage: image },
      },
      signal,
    );
    const asked: LocalTraffic['asked'][number][] = [];
    for (const pod of pods) asked.push(await askedWhileChosen(world, pod, door.url(name)));
    const { spec = {}, status } = await kube.core.readNamespacedService(ref);
    return { spec, ingress: status?.loadBalancer?.ingress ?? [], asked };
  } finally {
    await kube.core.deleteNamespacedService(ref);
  }
}

async function askedWhileChosen({ kube }: World, { metadata }: V1Pod, url: URL) {
  const { namespace = '', name = '' } = metadata ?? {};
  const choose = (chosen: 'yes' | null) =>
    kube.core.patchNamespacedPod({ namespace, name, body: { metadata: { labels: { chosen } } } }, mergePatch);
  await choose('yes');
  await until('it is reached', async () => (await requests(url, 4)).pods.includes(name));
  const deadlineMs = performance.now() + knownWithinMs;
  while (!(await isServedBy(name, url)) && performance.now() < deadlineMs);
  const seen = await requests(url, 20);
  await choose(null);
  return seen;
}

/** Whether that pod answers whichever worker's turn it is. */
async function isServedBy(pod: string, url: URL): Promise<boolean> {
  const { pods, failed } = await requests(url, 4);
  return failed.length === 0 && pods.every((other) => other === pod);
}

async function webPort({ kube, workload: { namespace, service } }: World) {
  const { spec } = await kube.core.readNamespacedService({ namespace, name: service });
  const { port = 0, targetPort } = spec?.ports?.find((one) => one.name === 'http') ?? {};
  return { port, targetPort };
}
