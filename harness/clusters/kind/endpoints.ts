import { RehearsalError } from '../../errors.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { ApiEndpoint } from '../cluster.ts';
import { type Container, type DockerCli, getContainerName, publishedAt } from '../docker/docker-cli.ts';
import { clusterLabel, roleLabel } from './labels.ts';

const apiPort = 6443;

/**
 * Where each API server is published on loopback and, if kind placed a load balancer in front of several, the
 * balanced address.
 */
export async function apiEndpoints(
  docker: DockerCli,
  cluster: string,
  nodes: readonly NodeRef[],
  signal: AbortSignal,
): Promise<readonly ApiEndpoint[]> {
  const containers = await docker.withLabel(`${clusterLabel}=${cluster}`, signal);
  const endpoint = (name: string, container: Container | undefined): ApiEndpoint => {
    const address = container && publishedAt(container, apiPort);
    if (address === undefined)
      throw new RehearsalError('cluster-create-failed', `${name} does not publish its API server`);
    return { name, url: `https://${address}` };
  };
  const controlPlanes = nodes.filter((node) => node.slot.role === 'control-plane');
  const servers = controlPlanes.map(({ name }) =>
    endpoint(
      name,
      containers.find((container) => getContainerName(container) === name),
    ),
  );
  const balancer = containers.find(
    (container) => container.Config.Labels?.[roleLabel] === 'external-load-balancer',
  );
  return balancer === undefined ? servers : [...servers, endpoint('balanced', balancer)];
}
