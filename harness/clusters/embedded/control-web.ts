import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { killGroup } from '../../command/process-group.ts';
import { runVariable } from '../../embedded/process/messages.ts';

export interface ControlWebSettings {
  readonly address: string;
  readonly port: number;
  /** The first item is the program. */
  readonly command: readonly string[];
}

/** Affinity of the harness's other processes: it is one of them, and not a pod. */
const frugal = '--max-semi-space-size=1';
/** Its whole environment: the command may be the user's, and must not see the harness's environment. */
const inherited = ['PATH', 'NODE_COMPILE_CACHE', runVariable];

/** Disposal ends it at once: it has no state. */
export interface ControlWeb extends AsyncDisposable {
  readonly pid: number;
  readonly kill: () => void;
}

/**
 * The web service outside the cluster, which no upgrade can affect, in its own process group.
 * @param env of this process
 * @throws Error if its program can't be started
 */
export async function controlWeb(settings: ControlWebSettings, env: NodeJS.ProcessEnv): Promise<ControlWeb> {
  const [program = '', ...args] = settings.command;
  const child = spawn(program, args, {
    detached: true,
    env: {
      ...Object.fromEntries(inherited.map((name) => [name, env[name]])),
      NODE_OPTIONS: frugal,
      HOST: settings.address,
      PORT: String(settings.port),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const pid = child.pid ?? 0;
  let killed = false;
  let over = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    over = true;
    // What its first process leaves of the group ends with it.
    killGroup(pid);
    if (!killed) console.error(`The control lane's web service ended: ${signal ?? `exit code ${code}`}`);
  });
  await Promise.race([once(child, 'spawn'), ended]);
  child.on('error', (error) => console.error(error));
  const kill = () => {
    killed = true;
    // Its pid may be reused once it has ended.
    if (!over) killGroup(pid);
  };
  return {
    pid,
    kill,
    async [Symbol.asyncDispose]() {
      kill();
      await ended;
    },
  };
}
