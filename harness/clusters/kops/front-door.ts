import type { NodeRef } from '../../scenario/scenario.ts';
import type { FrontDoor, FrontDoorSpec } from '../cluster.ts';
import type { DockerCli } from '../docker/docker-cli.ts';
import { onThisMachine } from '../docker/haproxy/door-place.ts';
import { type DoorOptions, openHaproxy } from '../docker/haproxy/front-door.ts';
import { nodeAddresses } from './node-addresses.ts';

/** The clone that a front door is opened for. */
export interface DoorCluster {
  readonly docker: DockerCli;
  readonly runId: string;
  readonly kubeconfig: string;
}

/**
 * HAProxy on this machine, which must reach the nodes' own addresses: no load balancer of the cloud is asked for.
 * @throws RehearsalError as `openHaproxy` does; `cluster-lost` for a node without an address
 */
export function openFrontDoor(
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
  return openHaproxy({ docker, runId, place: onThisMachine(), listWorkers }, spec, nodes, signal);
}
