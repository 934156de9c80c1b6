import { unlessAborted } from '../../async/abortable.ts';
import { pauseUnlessAborted } from '../../async/pause.ts';
import { errorMessage } from '../../errors.ts';
import type { Pod } from '../objects.ts';
import { type BackOffOptions, backOff } from './back-off.ts';
import type { ContainerView } from './container-status.ts';
import { type ContainerSpec, commandLine, createEnvironment, noCommand } from './environment.ts';
import { ContainerConfigError } from './environment-sources.ts';
import { type Health, watchHealth } from './health.ts';
import { killContainer } from './kill-container.ts';
import type { Exit } from './processes.ts';
import type { Container, Sandbox } from './supervisor.ts';

/** What a container's worker knows about its pod. */
export interface ContainerWorkerOptions {
  readonly pod: () => Pod;
  readonly name: string;
  readonly hostIp: string;
  /** Delay from a process' end until it is noticed. */
  readonly noticeMs: number;
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Environment of every process of the node. */
  readonly env: Readonly<Record<string, string>>;
  readonly backOff: BackOffOptions;
  /** Variables that the container takes from Secrets and ConfigMaps. */
  readonly fromObjects: (container: ContainerSpec) => Promise<Readonly<Record<string, string>>>;
  readonly onChange: () => void;
  readonly event: (type: 'Normal' | 'Warning', reason: string, message: string) => void;
}

export interface ContainerWorker {
  view(sandbox: Sandbox | null): ContainerView;
  /** The pod's spec may have changed: a new image means a new container. */
  specChanged(): void;
  /**
   * Starts the container, or adopts a running one, and restarts it according to the pod's policy. Resolves
   * when it is not restarted any more, or when the signal fires.
   */
  keepRunning(sandbox: Sandbox, signal: AbortSignal): Promise<void>;
  /** Ends it permanently. Resolves when it has ended, or when the signal fires. */
  end(sandbox: Sandbox, graceMs: number, signal: AbortSignal): Promise<void>;
  /** Called when the kubelet stops; containers keep running. */
  close(): void;
}

/** Why a running container must be replaced. */
interface ReplacementReason {
  readonly message: string;
  readonly graceSeconds: number | null;
}

export function containerWorker(options: ContainerWorkerOptions): ContainerWorker {
  const { pod, name, onChange, event } = options;
  const crashes = backOff(options.backOff);
  let waiting: ContainerView['waiting'] = { reason: 'ContainerCreating' };
  let health: Health | null = null;
  let replace = Promise.withResolvers<ReplacementReason>();

  const spec = (): ContainerSpec => {
    const found = pod().spec?.containers.find((container) => container.name === name);
    if (found === undefined) throw new Error(`${pod().metadata.name} has no container ${name}`);
    return found;
  };
  const fullName = () => `${pod().metadata.name}_${pod().metadata.namespace}(${pod().metadata.uid})`;
  const podGraceMs = () => (pod().spec?.terminationGracePeriodSeconds ?? 30) * 1_000;
  const wait = (reason: string, message: string) => {
    waiting = { reason, message };
    onChange();
  };

  /** @returns null if its image has no command, or if the signal fired first */
  const start = async (sandbox: Sandbox, signal: AbortSignal): Promise<Container | null> => {
    const container = spec();
    const fromObjects = await options.fromObjects(container);
    if (signal.aborted) return null;
    const image = container.image ?? '';
    const place = { podIp: sandbox.ip, hostIp: options.hostIp };
    const env = createEnvironment(pod(), container, place, options.env, fromObjects);
    const command = commandLine(container, options.commands, env);
    if (command === null) return null;
    const started = sandbox.start(name, image, { command, env });
    waiting = null;
    event('Normal', 'Created', `Created container: ${name}`);
    event('Normal', 'Started', `Started container ${name}`);
    return started;
  };
  /** Until the image changes. */
  const withoutCommand = async (signal: AbortSignal) => {
    replace = Promise.withResolvers();
    const { image = '' } = spec();
    const message = noCommand(image, options.commands);
    event('Warning', 'Failed', `Failed to pull image "${image}": ${message}`);
    event('Warning', 'Failed', 'Error: ErrImagePull');
    wait('ErrImagePull', message);
    if (!(await pauseUnlessAborted(options.backOff.firstMs, signal))) return;
    event('Normal', 'BackOff', `Back-off pulling image "${image}"`);
    wait('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${message}`);
    await unlessAborted(replace.promise, signal);
  };
  /** A referenced object is missing, the disk is full or no descriptors are left: retried, as the kubelet does. */
  const notStarted = async (error: unknown, signal: AbortSignal) => {
    const why = errorMessage(error);
    event('Warning', 'Failed', `Error: ${why}`);
    wait(error instanceof ContainerConfigError ? 'CreateContainerConfigError' : 'CreateContainerError', why);
    await pauseUnlessAborted(options.backOff.firstMs, signal);
  };
  /** Waits before a restart. @returns false: the signal fired first */
  const backedOff = async (exit: Exit, known: Exit | undefined, signal: AbortSignal): Promise<boolean> => {
    // A container that the kubelet itself has just killed does not count as failed before the next failure.
    if (known === undefined) return true;
    if (crashes.leftMs(known.finishedMs, Date.now()) > 0) {
      const delay = `${Math.round(crashes.delayMs / 1_000)}s`;
      event('Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${fullName()}`);
      wait('CrashLoopBackOff', `back-off ${delay} restarting failed container=${name} pod=${fullName()}`);
      if (!(await pauseUnlessAborted(crashes.leftMs(exit.finishedMs, Date.now()), signal))) return false;
    }
    crashes.restarted(exit.finishedMs, Date.now());
    return true;
  };
  const kill = (container: Container, sandbox: Sandbox, graceMs: number, signal: AbortSignal) =>
    killContainer({
      asked: { container, spec: spec(), podIp: sandbox.ip },
      graceMs,
      preStop: spec().lifecycle?.preStop,
      // Without the hook's output, which may contain a secret. As the kubelet since 1.24.
      onHookFailure: () => event('Warning', 'FailedPreStopHook', 'PreStopHook failed'),
      signal,
    });
  /** Waits until the container has ended, or had to be replaced. @returns null: the signal fired first */
  const watchOver = async (
    container: Container,
    sandbox: Sandbox,
    foundRunning: boolean,
    signal: AbortSignal,
  ): Promise<{ readonly exit: Exit; readonly killed: boolean } | null> => {
    replace = Promise.withResolvers();
    health = watchHealth({
      asked: { container, spec: spec(), podIp: sandbox.ip },
      onChange,
      onFailure: (message) => event('Warning', 'Unhealthy', message),
      onFatal: (why, graceSeconds) =>
        replace.resolve({ message: `Container ${name} failed ${why} probe`, graceSeconds }),
      foundRunning,
    });
    onChange();
    const first = await unlessAborted(Promise.race([container.ended, replace.promise]), signal);
    if (first === undefined) return null;
    if ('code' in first) {
      health.close();
      if (!(await pauseUnlessAborted(options.noticeMs, signal))) return null;
      onChange();
      return { exit: first, killed: false };
    }
    const restarts = pod().spec?.restartPolicy !== 'Never';
    event('Normal', 'Killing', `${first.message}${restarts ? ', will be restarted' : ''}`);
    const graceMs = first.graceSeconds === null ? podGraceMs() : first.graceSeconds * 1_000;
    await kill(container, sandbox, graceMs, signal);
    if (container.exit === null) return null;
    health.close();
    onChange();
    return { exit: container.exit, killed: true };
  };

  return {
    view(sandbox) {
      const running = health !== null && waiting === null;
      return {
        name,
        image: spec().image ?? '',
        waiting,
        attempts: sandbox?.containers(name) ?? [],
        started: running && (health?.started ?? false),
        ready: running && (health?.ready ?? false),
      };
    },
    specChanged() {
      const message = `Container ${name} definition changed`;
      replace.resolve({ message, graceSeconds: null });
    },
    async keepRunning(sandbox, signal) {
      // A container that an earlier kubelet started may have ended while none ran.
      let [container] = sandbox.containers(name);
      if (container !== undefined) waiting = null;
      let foundRunning = container !== undefined;
      while (!signal.aborted) {
        if (container === undefined) {
          try {
            container = (await start(sandbox, signal)) ?? undefined;
            if (container === undefined && !signal.aborted) await withoutCommand(signal);
          } catch (error) {
            await notStarted(error, signal);
          }
          continue;
        }
        const end: { readonly exit: Exit; readonly killed: boolean } | null =
          container.exit === null
            ? await watchOver(container, sandbox, foundRunning, signal)
            : { exit: container.exit, killed: false };
        foundRunning = false;
        if (end === null) return;
        if (!isRestarted(pod(), end.exit)) return onChange();
        const known = end.killed ? sandbox.containers(name)[1]?.exit : end.exit;
        if (!(await backedOff(end.exit, known ?? undefined, signal))) return;
        container = undefined;
      }
    },
    async end(sandbox, graceMs, signal) {
      const [container] = sandbox.containers(name);
      if (container === undefined || container.exit !== null) return;
      health?.leave();
      event('Normal', 'Killing', `Stopping container ${name}`);
      await kill(container, sandbox, graceMs, signal);
      if (!signal.aborted) health?.close();
    },
    close: () => health?.close(),
  };
}

function isRestarted({ spec }: Pod, { code }: Exit): boolean {
  return spec?.restartPolicy === 'OnFailure' ? code !== 0 : spec?.restartPolicy !== 'Never';
}
