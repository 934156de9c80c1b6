import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ControlWebSettings {
  readonly address: string;
  readonly port: number;
  /** First the program. */
  readonly command: readonly string[];
}

/** Disposal ends it at once: it holds nothing. */
export interface ControlWeb extends AsyncDisposable {
  readonly pid: number;
  readonly kill: () => void;
}

/**
 * The web service outside of the cluster, that no upgrade can touch, in a process group of its own.
 * @throws Error when its program can't be started
 */
export async function controlWeb(settings: ControlWebSettings, env: NodeJS.ProcessEnv): Promise<ControlWeb> {
  const [program = '', ...args] = settings.command;
  const child = spawn(program, args, {
    detached: true,
    env: { ...env, HOST: settings.address, PORT: String(settings.port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await once(child, 'spawn');
  child.on('error', (error) => console.error(error));
  const kill = () => void child.kill('SIGKILL');
  return {
    pid: child.pid ?? 0,
    kill,
    async [Symbol.asyncDispose]() {
      kill();
      await ended;
    },
  };
}
