import { RehearsalError } from '../../errors.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { FrontDoor, FrontDoorSpec } from '../cluster.ts';
import { doorTally } from '../door-tally.ts';
import { waitForAnswer } from '../wait-for-answer.ts';
import { type DockerCli, getContainerAddress, getContainerName } from './cli/docker-cli.ts';
import { type Backend, controlPort, describeSettings, haproxyConfig, targetPort } from './haproxy/config.ts';
import { countFailures } from './haproxy/log.ts';
import { network, runLabel } from './labels.ts';

export const frontDoorImage = 'haproxy:3.0';

const configPath = '/usr/local/etc/haproxy/haproxy.cfg';

/**
 * HAProxy in front of the workers and, behind the same process and the same published path, a web container
 * that no upgrade can affect. Returns when that one responds.
 * @throws RehearsalError `image-missing`; `never-steady` if a container does not start within two minutes or
 * the door does not respond within one
 */
export async function openFrontDoor(
  docker: DockerCli,
  runId: string,
  spec: FrontDoorSpec,
  nodes: readonly NodeRef[],
  signal: AbortSignal,
): Promise<FrontDoor> {
  for (const image of [frontDoorImage, spec.controlImage])
    if (!(await docker.hasImage(image, signal)))
      throw new RehearsalError('image-missing', `The image ${image} is not on this machine`);
  // Imported here because it takes 200 ms that no other command needs to spend.
  const { startDoorContainer } = await import('./haproxy/container.ts');
  const names = { control: `rehearse-${runId}-control`, proxy: `rehearse-${runId}-front-door` };
  const dispose = () => removeNamed(docker, runId, Object.values(names));
  try {
    const control = await startDoorContainer(
      { runId, name: names.control, image: spec.controlImage, ports: [], files: [] },
      signal,
    );
    const controlBackend: Backend = { name: 'control', address: control.getIpAddress(network) };
    let workers = await listWorkers(docker, nodes, signal);
    let content = haproxyConfig(spec, workers, controlBackend);
    const ports = [controlPort, ...spec.routes.map((_, index) => targetPort(index))];
    const files = [{ content, target: configPath }];
    const proxy = await startDoorContainer(
      { runId, name: names.proxy, image: frontDoorImage, ports, files },
      signal,
    );
    const tally = doorTally();
    countFailures(await proxy.logs(), tally);
    const createUrl = (port: number) => new URL(`http://127.0.0.1:${proxy.getMappedPort(port)}/`);
    await waitForAnswer(createUrl(controlPort), signal);
    return {
      url(target) {
        const index = spec.routes.findIndex((route) => route.target === target);
        if (index < 0) throw new RehearsalError('harness-failed', `The front door has no target ${target}`);
        return createUrl(targetPort(index));
      },
      control: createUrl(controlPort),
      settings: describeSettings(spec),
      failures: async () => tally.take(),
      get backends() {
        return workers.map((worker) => `${worker.name} ${worker.address}`);
      },
      async follow(followed) {
        const next = await listWorkers(docker, followed, signal);
        const nextContent = haproxyConfig(spec, next, controlBackend);
        if (nextContent === content) return;
        await proxy.copyContentToContainer([{ content: nextContent, target: configPath, mode: 0o644 }]);
        await docker.run(['kill', '--signal', 'HUP', proxy.getId()], { signal, timeoutMs: 30_000 });
        [workers, content] = [next, nextContent];
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Includes containers whose start was abandoned. */
async function removeNamed(docker: DockerCli, runId: string, names: readonly string[]): Promise<void> {
  const own = await docker.withLabel(`${runLabel}=${runId}`, AbortSignal.timeout(60_000));
  await docker.remove(
    own.filter((container) => names.includes(getContainerName(container))).map((container) => container.Id),
  );
}

async function listWorkers(
  docker: DockerCli,
  nodes: readonly NodeRef[],
  signal: AbortSignal,
): Promise<readonly Backend[]> {
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
