import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, type ProcessId, processId } from './process-id.ts';

/** A running process with a certain variable in its initial environment. */
export interface MarkedProcess {
  readonly id: ProcessId;
  readonly value: string;
  /** The first item is the program. */
  readonly command: readonly string[];
}

const termMs = 5_000;
const killMs = 2_000;
const pollMs = 20;

/**
 * Every process of this user that was started with the variable, including children, which inherit it. Linux
 * only; other systems return none.
 */
export function markedProcesses(variable: string): readonly MarkedProcess[] {
  if (process.platform !== 'linux') return [];
  const prefix = `${variable}=`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      // The identity is read first: a process that takes over the id meanwhile differs, and is not ended.
      const id = processId(Number(name));
      const mark = id && readParts(`/proc/${name}/environ`).find((entry) => entry.startsWith(prefix));
      if (id === null || mark == null) return [];
      return [{ id, value: mark.slice(prefix.length), command: readParts(`/proc/${name}/cmdline`) }];
    });
}

/**
 * Sends SIGTERM to exactly those processes and, after five seconds, SIGKILL. Resolves when none is left, or
 * none that can be killed.
 */
export async function endProcesses(ids: readonly ProcessId[]): Promise<void> {
  send(ids, 'SIGTERM');
  if (await waitUntilGone(ids, termMs)) return;
  send(ids, 'SIGKILL');
  await waitUntilGone(ids, killMs);
}

/** Empty for one that has ended or belongs to another user. */
function readParts(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\0').slice(0, -1);
  } catch {
    return [];
  }
}

function send(ids: readonly ProcessId[], signal: NodeJS.Signals): void {
  for (const id of ids) {
    if (!isRunning(id)) continue;
    try {
      process.kill(id.pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function waitUntilGone(ids: readonly ProcessId[], withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += pollMs) {
    if (!ids.some(isRunning)) return true;
    await sleep(pollMs);
  }
  return !ids.some(isRunning);
}
