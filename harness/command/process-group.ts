import { setTimeout as sleep } from 'node:timers/promises';

/** The processes that a child started in its own group. */
export interface ProcessGroup {
  /** Sends SIGTERM to every process of the group and, after five seconds, SIGKILL. Resolves when none is left. */
  end(): Promise<void>;
  /** The same, beginning with SIGINT, and with more time after it. */
  interrupt(): Promise<void>;
}

/** What is asked to end may finish what it is at. */
const interruptMs = 30_000;
const termMs = 5_000;
const pollMs = 20;
/** A process in uninterruptible sleep outlives SIGKILL; waiting for it any longer would hang the run. */
const killMs = 2_000;

/** @param pid of the group's leader; undefined when it never started */
export function processGroup(pid: number | undefined): ProcessGroup {
  if (pid === undefined) return { end: async () => {}, interrupt: async () => {} };
  const end = async () => {
    if (!send(pid, 'SIGTERM')) return;
    if (await waitUntilGone(pid, termMs)) return;
    send(pid, 'SIGKILL');
    await waitUntilGone(pid, killMs);
  };
  return {
    end,
    async interrupt() {
      if (!send(pid, 'SIGINT') || (await waitUntilGone(pid, interruptMs))) return;
      await end();
    },
  };
}

/**
 * Sends SIGKILL to the whole group now. @param pid of its leader, which the caller knows to be unchanged; 0
 * is no process
 */
export function killGroup(pid: number): void {
  if (pid > 0) send(pid, 'SIGKILL');
}

/** Whether the group had any process to receive it. */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function waitUntilGone(pid: number, withinMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < withinMs; waitedMs += pollMs) {
    if (!send(pid, 0)) return true;
    await sleep(pollMs);
  }
  return !send(pid, 0);
}
