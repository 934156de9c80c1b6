import { connect, createServer, type Server } from 'node:net';
import { setHeaderOptions } from '@kubernetes/client-node';
import { dockerCli } from '../../../harness/clusters/docker/docker-cli.ts';
import { onThisMachine } from '../../../harness/clusters/docker/haproxy/door-place.ts';
import type { FrontDoorSpec } from '../../../harness/clusters/front-door.ts';
import { addressLimits } from '../../../harness/clusters/kops/balancer/await-hosts.ts';
import { findBalancers, openBalancers } from '../../../harness/clusters/kops/balancer/open.ts';
import { removeServices } from '../../../harness/clusters/kops/balancer/remove-services.ts';
import { createCommands } from '../../../harness/command/commands.ts';
import { openTarget } from '../../../harness/workload/own/load-service.ts';
import { listRoutes } from '../../../harness/workload/served.ts';
import { doorSpec } from '../clusters/kind/fixtures.ts';
import { placed } from '../workload/placed.ts';
import { requests } from './requests.ts';
import type { World } from './world.ts';

const { signal } = new AbortController();
const mergePatch = setHeaderOptions('Content-Type', 'application/merge-patch+json');
const name = 'balanced';
const choice = { kind: 'load-balancer', why: 'the test says so' } as const;

/** For a status that will never name one. */
const unnamedLimits = { ...addressLimits, noticedMs: 0, everyMs: 100 };

interface Balanced {
  /** Type of the load's Service as the API server has it. */
  readonly type: string | undefined;
  /** What the API server gave as the places, once the stand-in had written the status. */
  readonly found: unknown;
  readonly port: number;
  /** Of 20 requests through the tool's relay, where a balancer was found. */
  readonly answered: number;
  readonly failed: readonly unknown[];
  readonly backends: readonly string[];
  /** Whether the Service is gone at the end. */
  readonly isGone: boolean;
}

/**
 * Plays the cloud for a Service of type LoadBalancer: a TCP proxy of this test on loopback is the load balancer, and a patch of
 * the Service's status, as a cloud controller manager makes it, says where it is. The rest is the tool's own.
 */
export async function throughLoadBalancer(world: World, isNamed: boolean): Promise<Balanced> {
  const { cluster, kube, workload, image, runId } = world;
  const { namespace } = workload;
  const { spec } = await kube.core.readNamespacedService({ namespace, name: workload.service });
  const { targetPort } = spec?.ports?.find((one) => one.name === 'http') ?? {};
  const standIn = createServer();
  await using _ = closing(standIn);
  const port = await listen(standIn);
  const service = {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace } },
    spec: { selector: spec?.selector, ports: [{ port, targetPort }] },
  };
  const target = {
    ...{ name, service: { namespace, name, port }, weight: 1 },
    request: { method: 'GET', path: '/', headers: {}, body: null },
    expect: { status: 200, body: null },
  } as const;
  const served = await openTarget(target, {
    ...{ kube, objects: placed([service]), workers: 2, runId, balancer: {}, signal },
  });
  const ref = { namespace, name: served.service };
  const routes = listRoutes(served);
  const options: FrontDoorSpec = { ...doorSpec, routes, controlImage: image };
  const own = { ...options, healthCheck: { ...options.healthCheck, of: 'none' } } as const;
  await using door = await cluster.openFrontDoor(own, signal);
  standIn.on('connection', (socket) => {
    const to = connect(Number(door.url(name).port), '127.0.0.1');
    for (const end of [socket, to]) end.on('error', () => [socket, to].map((one) => one.destroy()));
    socket.pipe(to).pipe(socket);
  });
  const finding = findBalancers(kube, routes, signal, isNamed ? addressLimits : unnamedLimits);
  const body = { status: { loadBalancer: { ingress: [{ ip: '127.0.0.1' }] } } };
  await kube.core.patchNamespacedServiceStatus({ ...ref, body }, mergePatch);
  const found = await finding;
  const { type } = (await kube.core.readNamespacedService(ref)).spec ?? {};
  let asked: Awaited<ReturnType<typeof requests>> | null = null;
  let backends: readonly string[] = [];
  if ('places' in found) {
    // Another run's names: the cluster's own front door has this run's.
    const docker = dockerCli(createCommands());
    const relayOptions = { docker, runId: `${runId}-relay`, place: onThisMachine(), choice };
    await using relay = await openBalancers(relayOptions, found.places, options, signal);
    asked = await requests(relay.url(name), 20);
    backends = relay.backends;
  }
  await removeServices(cluster.kubeconfig, [ref]);
  const { items } = await kube.core.listNamespacedService({ namespace });
  const isGone = !items.some(({ metadata }) => metadata?.name === ref.name);
  const { pods = [], failed = [] } = asked ?? {};
  return { type, found, port, answered: pods.length, failed, backends, isGone };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

const closing = (server: Server): AsyncDisposable => ({
  [Symbol.asyncDispose]: async () => void server.close(),
});
