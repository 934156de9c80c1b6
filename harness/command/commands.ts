import { ExecaError, execa } from 'execa';
import { errorMessage, RehearsalError } from '../errors.ts';
import { type ProcessGroup, processGroup } from './process-group.ts';
import { childId, type ProcessId } from './process-id.ts';

/** A child process at its start or end, so that `clean` can end what a killed run left running. */
export interface ChildNote {
  readonly edge: 'begin' | 'end';
  readonly process: ProcessId;
  readonly command: readonly string[];
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Asks the program to end, as a person's Ctrl-C would. What it then ends with is its result, and no failure. */
  readonly interrupt?: AbortSignal;
  readonly input?: string;
  readonly cwd?: string;
  /** In addition to the harness's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Exit codes that are a result and not a failure; 0 always is. */
  readonly accept?: readonly number[];
  /** Called with each line of stdout or stderr as it arrives; all lines have been passed on when the run returns. */
  readonly onLine?: (line: string) => void;
}

export interface LinesOptions {
  readonly signal?: AbortSignal;
  readonly env?: Readonly<Record<string, string>>;
  /** Keeps each line's newline, so that a truncated last line is distinguishable from a complete one. */
  readonly newlines?: 'kept' | 'removed';
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Starts programs: argument arrays only, each in its own process group, so that a terminal's Ctrl-C reaches
 * the harness alone.
 */
export interface Commands {
  /**
   * Ends with the program's whole process group: after an abort or timeout none of it is left when this
   * throws. Work that it started elsewhere continues: a process that `docker exec` started in a container is
   * not a member of the group.
   * @throws RehearsalError `command-failed` with the command and the end of its output, or if its start can't
   * be recorded; the signal's reason when aborted.
   */
  run(file: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /**
   * Lines of stdout until the program ends or the signal fires (which ends it quietly).
   * @throws RehearsalError `command-failed` if the program can't be started, or its start can't be recorded.
   */
  lines(file: string, args: readonly string[], options?: LinesOptions): AsyncIterable<string>;
  /**
   * Records a child that other code has forked, like those that are started here.
   * @returns a function to call when it has ended
   * @throws Error if its start can't be recorded: the caller then ends it
   */
  adopt(pid: number, command: readonly string[]): () => void;
}

/**
 * @param onChild called synchronously at every child's start and end; a child whose start it fails to record is ended
 */
export function createCommands(onChild: (note: ChildNote) => void = () => {}): Commands {
  const startedGroup = (pid: number | undefined, command: readonly string[]): StartedGroup => {
    const id = pid === undefined ? null : childId(pid);
    const note = (edge: ChildNote['edge']) => {
      try {
        if (id !== null) onChild({ edge, process: id, command });
        return null;
      } catch (error) {
        return { error };
      }
    };
    const unnoted = note('begin');
    // An end that is not recorded only makes `clean` look for a process that is gone.
    return { group: processGroup(pid), unnoted, noteEnd: () => note('end') };
  };
  return {
    async run(file, args, options = {}) {
      options.signal?.throwIfAborted();
      const child = execa(file, [...args], {
        detached: true,
        cleanup: false,
        ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
        ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
        ...(options.env === undefined ? {} : { env: options.env }),
        maxBuffer: 64 * 1024 * 1024,
      });
      const { group, unnoted, noteEnd } = startedGroup(child.pid, [file, ...args]);
      if (unnoted !== null) throw await endUnnoted(group, child, [file, ...args], unnoted.error);
      const { onLine } = options;
      const streams = onLine ? (['stdout', 'stderr'] as const).map((from) => child.iterable({ from })) : [];
      const finished = Promise.allSettled(streams.map((lines) => forEachLine(lines, onLine)));
      const ending = endGroupAt(group, options);
      try {
        const done = await child;
        return { stdout: done.stdout, stderr: done.stderr, exitCode: 0 };
      } catch (error) {
        if (!(error instanceof ExecaError)) throw error;
        if (options.signal?.aborted) throw options.signal.reason;
        if (options.interrupt?.aborted) return interrupted(error);
        if (error.exitCode !== undefined && options.accept?.includes(error.exitCode))
          return {
            stdout: String(error.stdout ?? ''),
            stderr: String(error.stderr ?? ''),
            exitCode: error.exitCode,
          };
        throw commandFailed(file, args, error, ending.timedOut());
      } finally {
        await Promise.all([finished, ending.settled()]);
        noteEnd();
      }
    },
    async *lines(file, args, options = {}) {
      options.signal?.throwIfAborted();
      const child = execa(file, [...args], {
        detached: true,
        cleanup: false,
        stdin: 'ignore',
        stderr: 'ignore',
        buffer: false,
        reject: false,
        ...(options.env === undefined ? {} : { env: options.env }),
      });
      const { group, unnoted, noteEnd } = startedGroup(child.pid, [file, ...args]);
      if (unnoted !== null) throw await endUnnoted(group, child, [file, ...args], unnoted.error);
      const ending = endGroupAt(group, options);
      const lines = child.iterable({ preserveNewlines: options.newlines === 'kept' });
      try {
        // Not `yield*`, which would wait for the program's end before ending it when the reader stops.
        for (let next = await lines.next(); !next.done; next = await lines.next()) yield next.value;
        const done = await child;
        if (done.code === 'ENOENT') throw commandFailed(file, args, done, false);
      } finally {
        await group.end();
        await ending.settled();
        await lines.return?.(undefined);
        noteEnd();
      }
    },
    adopt(pid, command) {
      const { unnoted, noteEnd } = startedGroup(pid, command);
      if (unnoted !== null) throw unnoted.error;
      return noteEnd;
    },
  };
}

interface StartedGroup {
  readonly group: ProcessGroup;
  /** Why its start could not be recorded; null if it was. */
  readonly unnoted: { readonly error: unknown } | null;
  noteEnd(): void;
}

/** A child without a record would outlive a killed run, and `clean` could not find it, so it is ended. */
async function endUnnoted(
  group: ProcessGroup,
  child: PromiseLike<unknown>,
  command: readonly string[],
  cause: unknown,
): Promise<RehearsalError> {
  await Promise.allSettled([child, group.end()]);
  const why = errorMessage(cause);
  const message = `${command.join(' ')} was ended at once, because its start could not be noted: ${why}`;
  const hint = 'Free disk space where the harness keeps its state, then run again.';
  return new RehearsalError('command-failed', message, { cause, hint });
}

/** As a shell says it: 130 where the program has no exit code, because SIGINT ended it. */
function interrupted({ stdout, stderr, exitCode = 130 }: ExecaError): RunResult {
  return { stdout: String(stdout ?? ''), stderr: String(stderr ?? ''), exitCode };
}

/** Ends the group at an abort or timeout, or when it is interrupted. */
function endGroupAt(group: ProcessGroup, options: Pick<RunOptions, 'signal' | 'timeoutMs' | 'interrupt'>) {
  let timedOut = false;
  const ends: Promise<void>[] = [];
  const end = () => {
    ends.push(group.end());
  };
  const onTimeout = () => {
    timedOut = true;
    end();
  };
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(onTimeout, options.timeoutMs);
  options.signal?.addEventListener('abort', end, { once: true });
  const interrupt = () => {
    ends.push(group.interrupt());
  };
  options.interrupt?.addEventListener('abort', interrupt, { once: true });
  return {
    timedOut: () => timedOut,
    /** Stops listening; resolves when a group that is being ended has ended. */
    async settled() {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', end);
      options.interrupt?.removeEventListener('abort', interrupt);
      await Promise.all(ends);
    },
  };
}

async function forEachLine(
  lines: AsyncIterable<string>,
  onLine: ((line: string) => void) | undefined,
): Promise<void> {
  for await (const line of lines) onLine?.(line);
}

interface Failure {
  readonly code?: string | undefined;
  readonly signal?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly stdout?: unknown;
  readonly stderr?: unknown;
}

function commandFailed(
  file: string,
  args: readonly string[],
  failure: Failure,
  timedOut: boolean,
): RehearsalError {
  const ended =
    failure.code === 'ENOENT'
      ? 'is not on the PATH'
      : `ended with ${failure.signal ?? `code ${failure.exitCode}`}`;
  const tail = `${failure.stderr ?? ''}\n${failure.stdout ?? ''}`.trim().split('\n').slice(-15).join('\n');
  const message = `${[file, ...args].join(' ')} ${timedOut ? 'did not end in time' : ended}${tail ? `:\n${tail}` : ''}`;
  return new RehearsalError('command-failed', message, { cause: failure });
}
