import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { killGroup } from '../../command/process-group.ts';
import { receivesSigterm } from './signal-disposition.ts';

/** How long to wait for the remaining output of a process that has ended. */
const outputWithinMs = 1_000;

/** A program to start. */
export interface ProgramSpec {
  /** The first item is the program, searched in its own PATH. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** How a process ended. */
export interface Exit {
  /**
   * A container's exit code: 128 plus the signal's number for a process that a signal ended, 128 for one that
   * could not be started.
   */
  readonly code: number;
  readonly reason: 'Completed' | 'Error' | 'StartError';
  /** Why it could not be started; empty otherwise. */
  readonly message: string;
  readonly finishedMs: number;
}

/** A process that leads its own process group. */
export interface Program {
  /** 0: it could not be started. */
  readonly pid: number;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Never rejects. The rest of its group is killed at the same time, as a container ends with its first process. */
  readonly ended: Promise<Exit>;
  /**
   * Sends SIGTERM to the process alone, as a container runtime sends it to process 1. Its children do not get
   * it. It is lost if the process neither catches nor blocks it.
   */
  terminate(): void;
  /** SIGKILL to the whole group. */
  kill(): void;
}

/** Starts programs and tracks which have not ended. */
export interface Processes {
  /** @throws Error for a command that is invalid for a process, such as one with a zero byte */
  start(spec: ProgramSpec): Program;
  /** Sends SIGKILL to every group at once. Nothing can be started afterwards. */
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
    // Absent if the process has no descriptors left, contrary to its type.
    stdout: child.stdout ?? null,
    stderr: child.stderr ?? null,
    ended,
    terminate() {
      void receivesSigterm(pid).then((receives) => {
        if (receives && !over) child.kill('SIGTERM');
      });
    },
    kill() {
      // Its pid may have been reused.
      if (!over) killGroup(pid);
    },
  };
}

/** A process that left the group with `setsid` may keep the output open forever, so the log would never end. */
function closeSoon({ stdout, stderr }: ChildProcess): void {
  setTimeout(() => {
    stdout?.destroy();
    stderr?.destroy();
  }, outputWithinMs).unref();
}

function waitForEnd(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      // Also emitted for a signal that could not be sent, which is not an end.
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
