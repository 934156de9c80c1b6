import { join } from 'node:path';
import { endProcesses } from '../../command/marked-processes.ts';
import { type ProcessId, processId } from '../../command/process-id.ts';
import { controlAddress } from '../../embedded/addresses.ts';
import { forkProcess } from '../../embedded/process/fork.ts';
import { RehearsalError } from '../../errors.ts';
import type { NodeRef } from '../../scenario/scenario.ts';
import type { DoorFailures } from '../door-tally.ts';
import type { FrontDoor, FrontDoorSpec } from '../front-door.ts';
import { addDeregistrationClaims, frontDoorSettings } from '../front-door-settings.ts';
import { waitForAnswer } from '../wait-for-answer.ts';
import type { DoorBackend, DoorReady, DoorRequests, DoorSettings } from './door.ts';

export interface FrontDoorOptions {
  readonly runId: string;
  /** Address part, see addresses.ts. */
  readonly range: number;
  /** Processors that it runs on, as the nodes do; null: any. */
  readonly cpus?: readonly number[] | null;
  /** Path of its log. */
  readonly folder: string;
  readonly nodes: readonly NodeRef[];
  readonly findAddress: (node: NodeRef) => string;
  /** Command of the control lane's web service; the first item is the program. */
  readonly command: readonly string[];
  /** Called with the reason when the process of the front door ends unexpectedly. */
  readonly onLost: (why: string) => void;
  /** Records the two processes, as `Commands.adopt` does. @returns a function to call when it has ended */
  readonly onChild: (pid: number, command: readonly string[]) => () => void;
}

/** The web service's own port. */
const webPort = 8080;

/**
 * A process that balances over the workers as kind's HAProxy does and, behind the same process and the same
 * kind of port, a web service outside the cluster. Returns when that one responds.
 * @throws RehearsalError `cluster-lost` if a process can't be started; `never-steady` if the door does not
 * respond within a minute
 */
export async function openFrontDoor(
  options: FrontDoorOptions,
  spec: FrontDoorSpec,
  signal: AbortSignal,
): Promise<FrontDoor> {
  const { routes, healthCheck, connectTimeoutMs, allUnhealthy, deregistration } = spec;
  const { findAddress, command } = options;
  let workers = listWorkers(options.nodes, findAddress);
  const settings: DoorSettings = {
    spec: { routes, healthCheck, connectTimeoutMs, allUnhealthy, deregistration },
    workers,
    control: { address: controlAddress(options.range), port: webPort, command },
  };
  await using opening = new AsyncDisposableStack();
  const ended: (() => void)[] = [];
  opening.defer(() => {
    for (const note of ended) note();
  });
  let web: ProcessId | null = null;
  // After the door: if it was killed it could not end this one.
  opening.defer(() => endProcesses(web === null ? [] : [web]));
  const door = forkProcess<DoorRequests, DoorReady>(
    new URL('./front-door-process.ts', import.meta.url),
    settings,
    {
      runId: options.runId,
      logFile: join(options.folder, 'front-door.log'),
      cpus: options.cpus ?? null,
    },
  );
  opening.defer(() => door.end());
  ended.push(options.onChild(door.pid, ['front-door-process']));
  const { ports, controlPid } = await door.ready;
  ended.push(options.onChild(controlPid, command));
  web = processId(controlPid);
  const createUrl = (port: number) => new URL(`http://127.0.0.1:${port}/`);
  await waitForAnswer(createUrl(ports.control), signal);
  const opened = opening.move();
  let closing = false;
  void door.ended.then((why) => closing || options.onLost(why));
  return {
    url(target) {
      const port = ports.targets[target];
      if (port === undefined)
        throw new RehearsalError('harness-failed', `The front door has no target ${target}`);
      return createUrl(port);
    },
    control: createUrl(ports.control),
    choice: spec.choice,
    claims: addDeregistrationClaims(null, spec.deregistration),
    settings: frontDoorSettings('own TCP proxy, round robin', spec, 'no idle time-out'),
    get backends() {
      return workers.map(({ name, address }) => `${name} ${address}`);
    },
    failures: async () => (await door.ask('failures', {})) as readonly DoorFailures[],
    async follow(nodes) {
      const next = listWorkers(nodes, findAddress);
      await door.ask('follow', { workers: next });
      workers = next;
    },
    async [Symbol.asyncDispose]() {
      closing = true;
      await opened.disposeAsync();
    },
  };
}

const listWorkers = (
  nodes: readonly NodeRef[],
  findAddress: FrontDoorOptions['findAddress'],
): readonly DoorBackend[] =>
  nodes
    .filter((node) => node.slot.role === 'worker')
    .map((node) => ({ name: node.name, address: findAddress(node) }));
