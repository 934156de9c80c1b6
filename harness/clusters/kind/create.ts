import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, RehearsalError } from '../../errors.ts';
import type { Cluster, CreateOptions } from '../cluster.ts';
import { type DockerCli, dockerCli } from '../docker/docker-cli.ts';
import { requireEngine } from '../docker/engine.ts';
import { kindCli } from './cli/kind-cli.ts';
import { nodeShell } from './cli/node-shell.ts';
import { kindCluster } from './cluster.ts';
import { kindConfig } from './config.ts';
import { apiEndpoints } from './endpoints.ts';
import { chooseClusterName, chooseNodeImage, clusterLabel } from './labels.ts';
import { exportLogs } from './logs.ts';
import { readyNodes } from './nodes.ts';
import { ownContainers, removeOwn } from './owned.ts';
import { pinNodes } from './pin-nodes.ts';
import { closePodRanges } from './pod-routes.ts';
import { spreadDns } from './spread-dns.ts';

const readyWithinMs = 5 * 60_000;
const exportWithinMs = 3 * 60_000;

/** Creates a replica whose nodes are all Ready, or nothing. */
export async function createCluster(options: CreateOptions): Promise<Cluster> {
  const { cluster: spec, commands, runId, signal } = options;
  const name = chooseClusterName(spec, runId);
  const run = { runId, cluster: name };
  const kubeconfig = join(options.privateFolder, 'kubeconfig');
  const kind = kindCli(commands, kubeconfig);
  const docker = dockerCli(commands);

  await requireEngine(commands, signal);
  await requireNodeImages(docker, options);
  await requireFreeName(docker, name, signal);
  try {
    await kind.create(name, kindConfig(spec, runId), signal, options.onProgress);
    await chmod(kubeconfig, 0o600);
    if (spec.cpus !== null)
      await pinNodes(docker, await ownContainers(docker, run, signal), spec.cpus, signal);
    options.onProgress('Waiting for every node to be Ready');
    const expected = spec.controlPlanes + spec.pools.reduce((sum, pool) => sum + pool.nodes, 0);
    const shell = nodeShell(commands);
    const nodes = await readyNodes(shell, `${name}-control-plane`, expected, readyWithinMs, signal);
    await closePodRanges(shell, `${name}-control-plane`, signal);
    await spreadDns(shell, `${name}-control-plane`, signal);
    const apiServers = await apiEndpoints(docker, name, nodes, signal);
    return kindCluster({ ...options, name, kubeconfig, kind, docker, nodes, apiServers });
  } catch (error) {
    const bound = AbortSignal.any([signal, AbortSignal.timeout(exportWithinMs)]);
    // If another run was faster, nothing here belongs to this one, and the other must not be disturbed.
    const made = await ownContainers(docker, run, bound).catch(() => []);
    if (made.length > 0) await exportLogs(commands, kind, run, options.logFolder, bound);
    const left = await removeOwn(docker, run).then(
      () => '',
      (failure: Error) =>
        `\nDeleting the incomplete cluster failed, too; \`rehearse clean\` removes it: ${failure.message}`,
    );
    signal.throwIfAborted();
    const message = errorMessage(error);
    throw new RehearsalError(
      'cluster-create-failed',
      `The cluster ${name} could not be created: ${message}${left}`,
      { cause: error },
    );
  }
}

/** kind would try to pull it, and fail with its own message on an offline machine. */
async function requireNodeImages(docker: DockerCli, { cluster, signal }: CreateOptions): Promise<void> {
  for (const version of new Set([cluster.from, cluster.to])) {
    const image = chooseNodeImage(cluster, version);
    if (!(await docker.hasImage(image, signal)))
      throw new RehearsalError('image-missing', `The node image ${image} is not on this machine`);
  }
}

async function requireFreeName(docker: DockerCli, name: string, signal: AbortSignal): Promise<void> {
  const occupied = (await docker.withLabel(`${clusterLabel}=${name}`, signal)).length > 0;
  if (occupied)
    throw new RehearsalError(
      'name-occupied',
      `A kind cluster named ${name} exists already; it was not changed`,
    );
}
