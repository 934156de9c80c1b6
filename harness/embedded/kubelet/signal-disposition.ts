import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const sigterm = 1n << BigInt(constants.signals.SIGTERM - 1);

/** A shell blocks every signal for as long as it starts a child. */
const blockedForGood = { looks: 5, everyMs: 20 };

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
 * Whether a process would see SIGTERM if it were the first of a container: the kernel drops a signal for process 1 of a
 * PID namespace whose action is the default one (pid_namespaces(7)). One that stays blocked is waited for by the process.
 */
export async function receivesSigterm(pid: number): Promise<boolean> {
  try {
    for (let look = 0; look < blockedForGood.looks; look += 1) {
      const disposition = sigtermDisposition(await readFile(`/proc/${pid}/status`, 'utf8'));
      if (disposition !== 'blocked') return disposition === 'caught';
      await sleep(blockedForGood.everyMs);
    }
    return true;
  } catch {
    // It has ended.
    return false;
  }
}
