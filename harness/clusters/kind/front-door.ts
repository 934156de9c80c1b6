import { RehearsalError } from '../../errors.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import { type DockerCli, getContainerAddress, getContainerName } from '../docker/docker-cli.ts';
import type { NamedAddress } from '../docker/haproxy/config.ts';
import { onNetwork } from '../docker/haproxy/door-place.ts';
import { openHaproxy } from '../docker/haproxy/front-door.ts';
import type { FrontDoor, FrontDoorSpec } from '../front-door.ts';
import { network } from './labels.ts';

/** HAProxy on kind's network, next to the nodes. @throws RehearsalError as `openHaproxy` does */
export function openFrontDoor(
  docker: DockerCli,
  runId: string,
  spec: FrontDoorSpec,
  nodes: readonly NodeRef[],
  signal: AbortSignal,
): Promise<FrontDoor> {
  return openHaproxy(
    {
      ...{ docker, runId, place: onNetwork(network) },
      listWorkers: (nodes, signal) => listWorkers(docker, nodes, signal),
    },
    spec,
    nodes,
    signal,
  );
}

async function listWorkers(
  docker: DockerCli,
  nodes: readonly NodeRef[],
  signal: AbortSignal,
): Promise<readonly NamedAddress[]> {
  const names = nodes.filter((node) => node.slot.role === 'worker').map((node) => node.name);
  const containers = await docker.inspect(names, signal);
  return names.map((name) => {
    const container = containers.find((container) => getContainerName(container) === name);
    const address = container && getContainerAddress(container, network);
    if (address === undefined)
      throw new RehearsalError(
        'cluster-lost',
        `The container of ${name} has no address on the network ${network}`,
      );
    return { name, address };
  });
}
