import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';

/** One process in /proc. Its command line may contain secrets, and is never read. */
export interface ProcessState {
  readonly pid: number;
  /** The kernel's short name (`comm`), at most 15 characters; if that is generic, its program's. */
  readonly name: string;
  readonly parent: number;
  /** Distinguishes a process from an earlier one with the same pid. */
  readonly startedAt: number;
  /** Processor time, in the kernel's ticks. */
  readonly ticks: number;
}

/** Parses /proc/PID/stat: the name is in parentheses and may contain any character. Null for invalid text. */
export function parseProcess(text: string): ProcessState | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid: Number(text.slice(0, open)),
    name: text.slice(open + 1, close),
    parent: field(4),
    startedAt: field(22),
    ticks: field(14) + field(15),
  };
}

/** All current processes. One that ends meanwhile is left out. */
export function readProcesses(): readonly ProcessState[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => parseProcess(readIfThere(`/proc/${pid}/stat`)))
    .filter((state) => state !== null)
    .map((state) =>
      state.name === mainThread ? { ...state, name: readProgramName(state.pid) ?? state.name } : state,
    );
}

/** The generic name of every Node.js process. */
const mainThread = 'MainThread';

/** The name of the file that a process runs; null if it may not be read. */
function readProgramName(pid: number): string | null {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`));
  } catch {
    return null;
  }
}

/** /proc/PID/cgroup: the control groups of a process, which name its container. */
export const readControlGroups = (pid: number): string => readIfThere(`/proc/${pid}/cgroup`);

/** A thread's times since its start: on a processor, and ready to run but waiting for one. */
export interface ThreadTimes {
  readonly ranUs: number;
  readonly waitedUs: number;
}

/** /proc/PID/task/TID/schedstat; null if the kernel does not record it. */
export function parseThread(text: string): ThreadTimes | null {
  const found = /^(\d+) (\d+) \d+/.exec(text);
  return found === null ? null : { ranUs: Number(found[1]) / 1000, waitedUs: Number(found[2]) / 1000 };
}

/** Each thread of a process, by its id. */
export function readThreads(pid: number): ReadonlyMap<number, ThreadTimes> {
  const threads = new Map<number, ThreadTimes>();
  for (const id of listIfThere(`/proc/${pid}/task`)) {
    const times = parseThread(readIfThere(`/proc/${pid}/task/${id}/schedstat`));
    if (times !== null) threads.set(Number(id), times);
  }
  return threads;
}

function listIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty for a process that is gone. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
