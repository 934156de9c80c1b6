import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerLog, containerLog } from './container-log.ts';
import type { PodAddresses } from './pod-addresses.ts';
import { type Exit, type Processes, type Program, type ProgramSpec, processes } from './processes.ts';

/** A container: one attempt to run a command, and its result. */
export interface Container {
  /** Its id in the pod's status: `processes://…`. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** 0 for the first attempt, incremented by every restart. */
  readonly attempt: number;
  readonly startedMs: number;
  /** Null while it runs. */
  readonly exit: Exit | null;
  readonly ended: Promise<Exit>;
  readonly log: ContainerLog;
  terminate(): void;
  kill(): void;
  /** Starts another program next to it, with its environment and folder: a probe or hook. */
  exec(command: readonly string[]): Program;
}

/** A pod as the node runs it, independent of the API. */
export interface Sandbox {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
  readonly createdMs: number;
  /** Attempts of that container, newest first: the last one and the one before. */
  containers(name: string): readonly Container[];
  /** The newest attempt of each container. */
  all(): readonly Container[];
  /** @throws Error if its log can't be opened or its command is invalid */
  start(name: string, image: string, program: Omit<ProgramSpec, 'cwd'>): Container;
}

/**
 * The node's container runtime: it starts pods and keeps them running, also while the kubelet is stopped or replaced.
 */
export interface Supervisor {
  sandboxes(): readonly Sandbox[];
  find(uid: string): Sandbox | undefined;
  /** @throws Error if no address is left or its folder can't be created */
  create(pod: Pick<Sandbox, 'uid' | 'namespace' | 'name'>): Sandbox;
  /**
   * Kills its remaining processes, releases its address and deletes its folder. Its logs end, and are kept
   * for analysis.
   */
  remove(uid: string): void;
  /** The machine is off: nothing runs any more and nothing can be started. */
  powerOff(): void;
}

export interface SupervisorOptions {
  /** Private folder of the node. */
  readonly folder: string;
  readonly addresses: PodAddresses;
}

export function supervisor({ folder, addresses }: SupervisorOptions): Supervisor {
  const running = processes();
  const sandboxes = new Map<string, Sandbox>();
  const locateFolder = (uid: string) => join(folder, 'pods', uid);

  return {
    sandboxes: () => [...sandboxes.values()],
    find: (uid) => sandboxes.get(uid),
    create(pod) {
      const logs = join(folder, 'logs', `${pod.namespace}_${pod.name}_${pod.uid}`);
      const cwd = locateFolder(pod.uid);
      mkdirSync(cwd, { recursive: true, mode: 0o700 });
      const sandbox = findSandbox(pod, { ip: addresses.take(), cwd, logs, running });
      sandboxes.set(pod.uid, sandbox);
      return sandbox;
    },
    remove(uid) {
      const sandbox = sandboxes.get(uid);
      if (sandbox === undefined) return;
      sandboxes.delete(uid);
      for (const container of sandbox.all()) {
        container.kill();
        container.log.end();
      }
      addresses.release(sandbox.ip);
      rmSync(locateFolder(uid), { recursive: true, force: true });
    },
    powerOff: () => running.killAll(),
  };
}

function findSandbox(
  pod: Pick<Sandbox, 'uid' | 'namespace' | 'name'>,
  own: { readonly ip: string; readonly cwd: string; readonly logs: string; readonly running: Processes },
): Sandbox {
  const known = new Map<string, readonly Container[]>();
  return {
    ...pod,
    ip: own.ip,
    createdMs: Date.now(),
    containers: (name) => known.get(name) ?? [],
    all: () => [...known.values()].flatMap(([newest]) => newest ?? []),
    start(name, image, program) {
      const [newest, ...older] = known.get(name) ?? [];
      for (const { log } of older) log.remove();
      const attempt = (newest?.attempt ?? -1) + 1;
      mkdirSync(join(own.logs, name), { recursive: true, mode: 0o700 });
      const log = containerLog(join(own.logs, name, `${attempt}.log`));
      const start = (command: readonly string[]) =>
        own.running.start({ command, env: program.env, cwd: own.cwd });
      const of = { name, image, attempt, log, uid: pod.uid };
      try {
        const container = findContainer(of, program.command, start);
        known.set(name, newest === undefined ? [container] : [container, newest]);
        return container;
      } catch (error) {
        log.remove();
        throw error;
      }
    },
  };
}

function findContainer(
  of: Pick<Container, 'name' | 'image' | 'attempt' | 'log'> & { readonly uid: string },
  command: readonly string[],
  start: (command: readonly string[]) => Program,
): Container {
  const program = start(command);
  const execs = new Set<Program>();
  let exit: Exit | null = null;
  const ended = program.ended.then((how) => {
    exit = how;
    // As with a container's first process: programs started next to it end with it.
    for (const one of execs) one.kill();
    return how;
  });
  of.log.take(program);
  return {
    id: `processes://${of.uid}/${of.name}/${of.attempt}/${program.pid}`,
    name: of.name,
    image: of.image,
    attempt: of.attempt,
    log: of.log,
    startedMs: Date.now(),
    get exit() {
      return exit;
    },
    ended,
    terminate: program.terminate,
    kill: program.kill,
    exec(command) {
      const one = start(command);
      execs.add(one);
      void one.ended.then(() => execs.delete(one));
      return one;
    },
  };
}
