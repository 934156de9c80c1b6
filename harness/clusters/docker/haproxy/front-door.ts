import { RehearsalError } from '../../../errors.ts';
import type { NodeRef } from '../../../scenario/scenario.ts';
import { deregistration } from '../../deregistration.ts';
import { doorTally } from '../../door-tally.ts';
import type { FrontDoor, FrontDoorSpec } from '../../front-door.ts';
import { addDeregistrationClaims } from '../../front-door-settings.ts';
import { waitForAnswer } from '../../wait-for-answer.ts';
import type { DockerCli } from '../docker-cli.ts';
import { removeOwnContainers } from '../own-containers.ts';
import { describeSettings, haproxyArguments, haproxyConfig, type NamedAddress } from './config.ts';
import type { DoorPlace } from './door-place.ts';
import { countFailures, uncheckedSuffix } from './log.ts';
import { endSessions } from './master-cli.ts';

export const frontDoorImage = 'haproxy:3.0';

const configPath = '/usr/local/etc/haproxy/haproxy.cfg';

/** What a provider says of its nodes and of where the door's containers run. */
export interface DoorOptions {
  readonly docker: DockerCli;
  readonly runId: string;
  readonly place: DoorPlace;
  /** Names and addresses of the workers among these nodes. */
  listWorkers(nodes: readonly NodeRef[], signal: AbortSignal): Promise<readonly NamedAddress[]>;
  /** See `FrontDoor`. */
  readonly claims?: FrontDoor['claims'];
}

/**
 * HAProxy before the workers and, behind the same process and the same published path, a web container that no
 * upgrade can touch. Returns when that one answers.
 * @throws RehearsalError `image-missing`; `never-steady` when a container does not start within two minutes or the door does not answer within one
 */
export async function openHaproxy(
  { docker, runId, place, listWorkers, claims = null }: DoorOptions,
  spec: FrontDoorSpec,
  nodes: readonly NodeRef[],
  signal: AbortSignal,
): Promise<FrontDoor> {
  for (const image of [frontDoorImage, spec.controlImage])
    if (!(await docker.hasImage(image, signal)))
      throw new RehearsalError('image-missing', `The image ${image} is not on this machine`);
  // Loaded here because it takes 200 ms that no other command needs to spend.
  const { startDoorContainer } = await import('./container.ts');
  const names = { control: `rehearse-${runId}-control`, proxy: `rehearse-${runId}-front-door` };
  const dispose = () => removeOwnContainers(docker, runId, (name) => Object.values(names).includes(name));
  const start = (what: keyof typeof names, image: string, rest: Contents) =>
    startDoorContainer({ runId, name: names[what], image, network: place.networks[what], ...rest }, signal);
  try {
    const web = await start('control', spec.controlImage, { ports: [], files: [], command: null });
    const control = place.findControl(web);
    let workers = await listWorkers(nodes, signal);
    const listeners = await place.chooseListeners(spec.routes.length);
    const createConfig = (workers: readonly NamedAddress[]) =>
      haproxyConfig(spec, listeners, workers, control);
    let content = createConfig(workers);
    // Only what ends connections needs it: it lets its clients do anything with the proxy.
    const cli = spec.deregistration.drainDelayMs === null ? null : listeners.cli;
    const published = [listeners.control, ...listeners.targets, ...(cli === null ? [] : [cli])];
    const proxy = await start('proxy', frontDoorImage, {
      ports: place.publishes ? published.map(({ port }) => port) : [],
      files: [{ content, target: configPath }],
      command: cli === null ? null : ['haproxy', ...haproxyArguments(configPath, cli)],
    });
    const tally = doorTally();
    countFailures(await proxy.logs(), tally);
    const controlUrl = place.findUrl(proxy, listeners.control);
    await waitForAnswer(controlUrl, signal);
    const reload = async (servers: readonly NamedAddress[]) => {
      const next = createConfig(servers);
      if (next === content) return;
      await proxy.copyContentToContainer([{ content: next, target: configPath, mode: 0o644 }]);
      await docker.run(['kill', '--signal', 'HUP', proxy.getId()], { signal, timeoutMs: 30_000 });
      content = next;
    };
    const members = deregistration(workers, {
      policy: spec.deregistration,
      use: reload,
      async endConnections({ name }) {
        if (cli === null) return;
        for (const { target } of spec.routes)
          for (const server of [name, `${name}${uncheckedSuffix}`])
            await endSessions(place.findUrl(proxy, cli), { backend: `target-${target}`, name: server });
      },
      onError: spec.onError,
    });
    const apply = async (followed: readonly NodeRef[]) => {
      const next = await listWorkers(followed, signal);
      await members.follow(next);
      workers = next;
    };
    let following = Promise.resolve();
    return {
      url(target) {
        const listener = listeners.targets[spec.routes.findIndex((route) => route.target === target)];
        if (listener === undefined)
          throw new RehearsalError('harness-failed', `The front door has no target ${target}`);
        return place.findUrl(proxy, listener);
      },
      control: controlUrl,
      choice: spec.choice,
      claims: addDeregistrationClaims(claims, spec.deregistration),
      settings: describeSettings(spec),
      failures: async () => tally.take(),
      get backends() {
        return workers.map((worker) => `${worker.name} ${worker.address}`);
      },
      follow(followed) {
        // One after the other: a reload that is overtaken would leave the older backends.
        following = following.then(() => apply(followed));
        return following;
      },
      async [Symbol.asyncDispose]() {
        members[Symbol.dispose]();
        await dispose();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Contents {
  readonly ports: readonly number[];
  readonly files: readonly { readonly content: string; readonly target: string }[];
  readonly command: readonly [string, ...string[]] | null;
}
