import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { abortable } from '../../async/abortable.ts';
import { onProcessors } from '../../command/affinity.ts';
import { compiledCodeFolder } from '../../command/compiled-code.ts';
import { programFile } from '../../command/program-file.ts';
import { RehearsalError } from '../../errors.ts';
import { runVariable } from './messages.ts';

/** Requests that a process answers: names and parameters. */
export type Requests<R> = { readonly [Name in keyof R]: object };

/** A forked process that answers requests, from its parent's side. */
export interface Child<R extends Requests<R>, Ready> {
  readonly pid: number;
  /** The process' response to its settings. Rejects if it can't start or ends before. */
  readonly ready: Promise<Ready>;
  ask<Name extends keyof R & string>(name: Name, args: R[Name], signal?: AbortSignal): Promise<unknown>;
  /** Resolves with the reason when it has ended. */
  readonly ended: Promise<string>;
  /** Closes the channel, which ends it; kills it if it has not ended after `withinMs`. */
  end(withinMs?: number): Promise<void>;
  /** Closes the channel without waiting, for a process that is meant to continue. */
  letGo(): void;
}

export interface ForkOptions {
  readonly runId: string;
  /** File to which its stdout and stderr are appended. */
  readonly logFile: string;
  readonly nodeOptions?: readonly string[];
  /** Processors that it and its children are pinned to; null: any. */
  readonly cpus?: readonly number[] | null;
  /** Added to this process' own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called once it has started. */
  readonly onStart?: (pid: number) => void;
}

/** The current Node.js executable, also the program of the built-in web service. */
export const nodeExecutable = process.execPath;

/** These processes create much short-lived garbage. By default V8 lets it grow to 16 MB and more in each of them. */
const frugal = ['--max-semi-space-size=1'];

/** The program to run, and what precedes the file's name: `taskset` is replaced by the process that it starts. */
function chooseProgram({ cpus = null, nodeOptions = [] }: ForkOptions) {
  const execArgv = [...frugal, ...nodeOptions];
  if (cpus === null) return { execArgv };
  const [execPath, ...pinned] = onProcessors(cpus);
  return { execPath, execArgv: [...pinned, nodeExecutable, ...execArgv] };
}

export type Answer = { readonly id: number } & ({ readonly value: unknown } | { readonly error: string });

/**
 * Forks a process in its own process group, so that a terminal's Ctrl-C does not reach it.
 * @param source of its program, such as `new URL('./node-process.ts', import.meta.url)`
 */
export function forkProcess<R extends Requests<R>, Ready>(
  source: URL,
  settings: object,
  options: ForkOptions,
): Child<R, Ready> {
  const file = fileURLToPath(programFile(source));
  const name = basename(file, extname(file));
  const log = openSync(options.logFile, 'a', 0o600);
  const child = fork(file, [], {
    detached: true,
    env: { ...environment(), ...options.env, [runVariable]: options.runId },
    ...chooseProgram(options),
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  if (child.pid !== undefined) options.onStart?.(child.pid);
  const ended = waitForEnd(child);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  child.on('message', (message) => {
    const answer = message as Answer;
    const request = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) request?.reject(new RehearsalError('cluster-lost', answer.error));
    else request?.resolve(answer.value);
  });
  void ended.then((why) => {
    for (const request of waiting.values())
      request.reject(new RehearsalError('cluster-lost', `The ${name} has ended: ${why}`));
    waiting.clear();
  });
  let last = 0;
  const send = (message: object): Promise<unknown> => {
    const request = Promise.withResolvers<unknown>();
    const id = last++;
    waiting.set(id, request);
    child.send({ id, ...message } as Serializable, (error) => {
      if (error)
        request.reject(new RehearsalError('cluster-lost', `The ${name} can't be reached: ${error.message}`));
    });
    return request.promise;
  };
  const ready = send({ settings }) as Promise<Ready>;
  // A caller that ends the process before it is ready does not need this error.
  ready.catch(() => {});
  return {
    pid: child.pid ?? 0,
    ready,
    async ask(request, args, signal) {
      signal?.throwIfAborted();
      const answer = send({ request, args });
      return await (signal === undefined ? answer : abortable(answer, signal));
    },
    ended,
    async end(withinMs = 10_000) {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      await ended;
      clearTimeout(timer);
    },
    letGo() {
      if (child.connected) child.disconnect();
      child.unref();
    },
  };
}

/**
 * Without the harness's own IPC channel and loader options. Compiled code is cached in the user's cache folder. Without
 * the cache each process loads the type stripper, 15 MB, and starts a third of a second later.
 */
function environment(): NodeJS.ProcessEnv {
  const { NODE_CHANNEL_FD: _, NODE_OPTIONS: __, ...env } = process.env;
  const folder = compiledCodeFolder(env, env.HOME);
  return folder === null ? env : { NODE_COMPILE_CACHE: folder, ...env };
}

function waitForEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    // Also emitted for a message that could not be sent, which is not an end.
    child.on('error', (error) => child.pid === undefined && resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
