import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { killGroup } from '../../command/process-group.ts';
import { receivesSigterm } from './signal-disposition.ts';

/** For what a process that has ended had still written. */
const outputWithinMs = 1_000;

/** A program to be started. */
export interface ProgramSpec {
  /** First the program, looked for in its own PATH. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How a process ended. */
export interface Exit {
  /** As a container's: 128 and the signal's number for one that a signal ended, 128 for one that could not be started. */
  readonly code: number;
  readonly reason: 'Completed' | 'Error' | 'StartError';
  /** Why it could not be started; empty otherwise. */
  readonly message: string;
  readonly finishedMs: number;
}

/** A process that leads a group of its own. */
export interface Program {
  /** 0: it could not be started. */
  readonly pid: number;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Never rejects. What was left of its group is gone, too: it dies with it, as all of a container does with its first process. */
  readonly ended: Promise<Exit>;
  /** SIGTERM to the process itself, as a container's runtime sends it to process 1: not to its children, and lost where the process neither catches nor blocks it. */
  terminate(): void;
  /** SIGKILL to the whole group. */
  kill(): void;
}

/** Starts programs, and knows which have not ended. */
export interface Processes {
  /** @throws Error for a command that no process can be given, as one with a zero byte in it */
  start(spec: ProgramSpec): Program;
  /** SIGKILL to every group, at once. Nothing can be started afterwards. */
  killAll(): void;
}

export function processes(): Processes {
  const running = new Set<Program>();
  let over = false;
  return {
    start(spec) {
      if (over) throw new Error('The node is switched off');
      const started = startProgram(spec);
      running.add(started);
      void started.ended.then(() => running.delete(started));
      return started;
    },
    killAll() {
      over = true;
      for (const program of running) program.kill();
    },
  };
}

function startProgram({ command: [file = '', ...args], env, cwd }: ProgramSpec): Program {
  const child = spawn(file, args, { detached: true, env, cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const pid = child.pid ?? 0;
  let over = false;
  const ended = waitForEnd(child).then((exit) => {
    over = true;
    killGroup(pid);
    closeSoon(child);
    return exit;
  });
  return {
    pid,
    // Not even there where the process has no descriptors left, whatever their type says.
    stdout: child.stdout ?? null,
    stderr: child.stderr ?? null,
    ended,
    terminate() {
      void receivesSigterm(pid).then((receives) => {
        if (receives && !over) child.kill('SIGTERM');
      });
    },
    kill() {
      // Its pid may be reused by now.
      if (!over) killGroup(pid);
    },
  };
}

/** What left the group with `setsid` may hold its output open for good: its log would never end. */
function closeSoon({ stdout, stderr }: ChildProcess): void {
  setTimeout(() => {
    stdout?.destroy();
    stderr?.destroy();
  }, outputWithinMs).unref();
}

function waitForEnd(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      // Also emitted for a signal that could not be sent: that is no end.
      if (child.pid === undefined)
        resolve({ code: 128, reason: 'StartError', message: error.message, finishedMs: Date.now() });
    });
    child.once('exit', (exitCode, signal) => {
      const code = exitCode ?? 128 + (signal === null ? 0 : constants.signals[signal]);
      const reason = code === 0 ? 'Completed' : 'Error';
      resolve({ code, reason, message: '', finishedMs: Date.now() });
    });
  });
}
