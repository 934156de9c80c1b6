import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of workloads/web as a real process. */
export interface WebProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Resolves once it reports that it starts: from then on it handles SIGTERM. */
  readonly started: Promise<void>;
  /** Resolves with its port once it reports that it listens. */
  readonly listening: Promise<number>;
  /** Resolves with how it ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
}

/** Starts `server` or `prober` with only the given environment. */
export function startWeb(program: 'server' | 'prober', env: Record<string, string>): WebProcess {
  const file = fileURLToPath(new URL(`../../../../workloads/web/${program}.ts`, import.meta.url));
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += String(chunk);
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stderr }));
  const lines = createInterface({ input: child.stdout });
  const said = (what: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      lines.on('line', (line) => {
        const match = what.exec(line);
        if (match) resolve(match);
      });
      child.once('close', () => reject(new Error(`ended without saying ${what}: ${stderr}`)));
    });
  const started = said(/starting/).then(() => {});
  const listening = said(/listening on port (\d+)/).then((match) => Number(match[1]));
  for (const promise of [started, listening]) promise.catch(() => {});
  return {
    child,
    started,
    listening,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
