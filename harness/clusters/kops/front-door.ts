import { RehearsalError } from '../../errors.ts';
import { connect } from '../../kube/connect.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { DockerCli } from '../docker/docker-cli.ts';
import { onThisMachine } from '../docker/haproxy/door-place.ts';
import { type DoorOptions, openHaproxy } from '../docker/haproxy/front-door.ts';
import type { DoorChoice, FrontDoor, FrontDoorSpec } from '../front-door.ts';
import { joinWhenHealthy } from '../joining.ts';
import { findBalancers, openBalancers } from './balancer/open.ts';
import { nodeAddresses } from './node-addresses.ts';
import { isNodeHealthy } from './node-health.ts';

/** The clone that a front door is opened for. */
export interface DoorCluster {
  readonly docker: DockerCli;
  readonly runId: string;
  readonly kubeconfig: string;
}

/**
 * The load balancers of the cloud where the run has chosen them, or a proxy before the nodes. `auto` takes the proxy, too,
 * where a load balancer was expected and none came.
 * @throws RehearsalError `front-door-unreachable`; as `openHaproxy`; `cluster-lost` for a node without an address
 */
export async function openFrontDoor(
  cluster: DoorCluster,
  spec: FrontDoorSpec,
  nodes: readonly NodeRef[],
  signal: AbortSignal,
): Promise<FrontDoor> {
  const { choice } = spec;
  if (choice?.kind !== 'load-balancer') return openProxy(cluster, spec, nodes, signal);
  await using kube = connect(cluster.kubeconfig);
  const found = await findBalancers(kube, spec.routes, signal);
  if ('places' in found) {
    const { docker, runId } = cluster;
    return openBalancers({ docker, runId, place: onThisMachine(), choice }, found.places, spec, signal);
  }
  if (spec.type !== 'auto') throw new RehearsalError('front-door-unreachable', found.missing);
  const proxy: DoorChoice = { kind: 'proxy', why: found.missing };
  return openProxy(cluster, { ...spec, choice: proxy }, nodes, signal);
}

/** HAProxy on this machine, which must reach the nodes' own addresses. */
async function openProxy(
  { docker, runId, kubeconfig }: DoorCluster,
  spec: FrontDoorSpec,
  nodes: readonly NodeRef[],
  signal: AbortSignal,
): Promise<FrontDoor> {
  const findAddresses = nodeAddresses(kubeconfig);
  const listWorkers: DoorOptions['listWorkers'] = (nodes, signal) => {
    const workers = nodes.filter((node) => node.slot.role === 'worker');
    return findAddresses(
      workers.map((node) => node.name),
      signal,
    );
  };
  const claims = {
    covers: [],
    notCovered: [
      "the cloud's load balancer: the load comes through a proxy of this tool, which follows the nodes by the API",
    ],
  };
  const door = await openHaproxy(
    { docker, runId, place: onThisMachine(), listWorkers, claims },
    spec,
    nodes,
    signal,
  );
  const joining = joinWhenHealthy({
    initial: nodes,
    policy: spec.healthCheck,
    async isHealthy(node, signal) {
      const [worker] = await listWorkers([node], signal).catch(() => []);
      return worker === undefined || isNodeHealthy(worker.address, spec, signal);
    },
    follow: door.follow,
    onError: spec.onError,
  });
  return {
    ...door,
    get backends() {
      return door.backends;
    },
    follow: joining.follow,
    async [Symbol.asyncDispose]() {
      await joining[Symbol.asyncDispose]();
      await door[Symbol.asyncDispose]();
    },
  };
}
