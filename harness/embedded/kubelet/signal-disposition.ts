import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const sigterm = 1n << BigInt(constants.signals.SIGTERM - 1);

/** A shell blocks all signals while it starts a child. */
const blockedForGood = { checks: 5, everyMs: 20 };

/** What a process does with SIGTERM: `default` ends it, except as process 1 of a container. */
export type Disposition = 'caught' | 'blocked' | 'default';

/** @param status the text of /proc/PID/status, see proc_pid_status(5) */
export function sigtermDisposition(status: string): Disposition {
  const holds = (field: string) => {
    const [, mask] = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status) ?? [];
    return mask !== undefined && (BigInt(`0x${mask}`) & sigterm) !== 0n;
  };
  if (holds('SigCgt')) return 'caught';
  return holds('SigBlk') ? 'blocked' : 'default';
}

/**
 * Whether a process would see SIGTERM as the first process of a container: the kernel drops a signal for
 * process 1 of a PID namespace if its action is the default one (pid_namespaces(7)). A process that keeps a
 * signal blocked waits for it.
 */
export async function receivesSigterm(pid: number): Promise<boolean> {
  try {
    for (let check = 0; check < blockedForGood.checks; check += 1) {
      const disposition = sigtermDisposition(await readFile(`/proc/${pid}/status`, 'utf8'));
      if (disposition !== 'blocked') return disposition === 'caught';
      await sleep(blockedForGood.everyMs);
    }
    return true;
  } catch {
    // The process has ended.
    return false;
  }
}
