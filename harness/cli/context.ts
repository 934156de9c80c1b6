import { enableCompileCache } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiledCodeFolder } from '../command/compiled-code.ts';

/** Where text goes, and its capabilities. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
}

/** Everything of the process that a command may use, so that a test can run commands in its own process. */
export interface Context {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Continuous integration: plain lines, no live view. */
  readonly ci: boolean;
  /** Private folder (0700) for credentials and the records that `clean` needs: one folder per run. */
  readonly stateFolder: string;
  /** Environment variables that a scenario may name. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nodeVersion: string;
  readonly pid: number;
  /** Calls back at every SIGINT, SIGTERM or SIGHUP (the terminal closed), until disposed. */
  onInterrupt(handler: () => void): Disposable;
  /** Calls back with every uncaught error, instead of ending the process, until disposed. */
  onStrayError(handler: (error: unknown) => void): Disposable;
  /**
   * Makes Node cache what it compiles in the user's cache folder: later runs start sooner and need 15 MB less
   * per process.
   */
  keepCompiledCode(): void;
  /** Ends the process at once. */
  exit(code: number): never;
}

/** The real process. It also switches off testcontainers' reaper, because `clean` finds by label what a run started. */
export function processContext(): Context {
  const { env } = process;
  env.TESTCONTAINERS_RYUK_DISABLED ??= 'true';
  env.TESTCONTAINERS_HOST_OVERRIDE ??= '127.0.0.1';
  return {
    args: process.argv.slice(2),
    cwd: process.cwd(),
    stdout: createOutput(process.stdout),
    stderr: createOutput(process.stderr),
    ci: env.CI !== undefined && env.CI !== '' && env.CI !== 'false',
    stateFolder:
      env.REHEARSE_STATE ??
      join(env.XDG_STATE_HOME ?? join(findHomeFolder(), '.local', 'state'), 'k8s-rehearse'),
    env,
    nodeVersion: process.versions.node,
    pid: process.pid,
    onInterrupt: (handler) => listen(['SIGINT', 'SIGTERM', 'SIGHUP'], handler),
    onStrayError: (handler) => listen(['uncaughtException', 'unhandledRejection'], handler),
    keepCompiledCode() {
      // Threads and children read it from the environment.
      const folder = env.NODE_COMPILE_CACHE ?? compiledCodeFolder(env, findHomeFolder());
      if (folder === null) return;
      env.NODE_COMPILE_CACHE = folder;
      enableCompileCache(folder);
    },
    exit: (code) => process.exit(code),
  };
}

function listen(events: readonly string[], handler: (...args: unknown[]) => void): Disposable {
  const call = (...args: unknown[]) => handler(...args);
  for (const event of events) process.on(event, call);
  return {
    [Symbol.dispose]() {
      for (const event of events) process.off(event, call);
    },
  };
}

function createOutput(stream: NodeJS.WriteStream): Output {
  // A reader that has closed the pipe (`| head`) must not end a run.
  stream.on('error', () => {});
  // Bound now, because the live view later holds back what is written through the stream.
  const write = stream.write.bind(stream);
  return {
    write: (text) => void write(text),
    get isTTY() {
      return stream.isTTY === true && (stream.columns ?? 0) > 0;
    },
    get columns() {
      return stream.columns ?? 80;
    },
  };
}

function findHomeFolder(): string {
  try {
    return homedir();
  } catch {
    return tmpdir();
  }
}
