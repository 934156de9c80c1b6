import { GenericContainer, PullPolicy, type StartedTestContainer, type WaitStrategy } from 'testcontainers';
import { RehearsalError } from '../../../errors.ts';
import { duration } from '../../../format/durations.ts';
import { giveUpAt } from '../give-up.ts';
import { runLabel } from '../labels.ts';

const startsWithinMs = 2 * 60_000;

/** A container of a run, outside its cluster. */
export interface DoorContainerSpec {
  readonly runId: string;
  readonly name: string;
  readonly image: string;
  /** Docker network, or `host`. */
  readonly network: string;
  /** Published on loopback, each on a port that the engine chooses. */
  readonly ports: readonly number[];
  readonly files: readonly { readonly content: string; readonly target: string }[];
  /** Program and arguments; null: the image's own. */
  readonly command: readonly [string, ...string[]] | null;
}

/**
 * Started; the caller checks whether it responds, through the published path. testcontainers' own start can't
 * be aborted: an abandoned container may still appear, and is found by its label.
 * @throws RehearsalError `never-steady` after two minutes; the signal's reason when aborted
 */
export function startDoorContainer(
  spec: DoorContainerSpec,
  signal: AbortSignal,
): Promise<StartedTestContainer> {
  signal.throwIfAborted();
  const container = new LoopbackContainer(spec.image);
  if (spec.command !== null) {
    const [program, ...args] = spec.command;
    container.withEntrypoint([program]).withCommand(args);
  }
  const starting = container
    .withName(spec.name)
    .withLabels({ [runLabel]: spec.runId })
    .withNetworkMode(spec.network)
    .withExposedPorts(...spec.ports)
    .withCopyContentToContainer(spec.files.map((file) => ({ ...file, mode: 0o644 })))
    .withPullPolicy(PullPolicy.neverPull())
    .withWaitStrategy(noWait)
    .withAutoCleanup(false)
    .start();
  const late = new RehearsalError(
    'never-steady',
    `Docker had not started ${spec.name} after ${duration(startsWithinMs)}`,
  );
  return giveUpAt(starting, startsWithinMs, late, signal);
}

/** testcontainers publishes on every interface by default. */
class LoopbackContainer extends GenericContainer {
  protected override async beforeContainerCreated(): Promise<void> {
    const bindings = Object.keys(this.hostConfig.PortBindings ?? {}).map((port) => [
      port,
      [{ HostIp: '127.0.0.1', HostPort: '0' }],
    ]);
    this.hostConfig.PortBindings = Object.fromEntries(bindings);
  }
}

/** testcontainers' own strategies ask the published port, which Docker's proxy opens before anything listens behind it. */
const noWait: WaitStrategy = {
  waitUntilReady: async () => {},
  withStartupTimeout: () => noWait,
  isStartupTimeoutSet: () => false,
  getStartupTimeout: () => 0,
};
