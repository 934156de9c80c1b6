import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readProcesses } from '../../harness/observe/host/proc.ts';

const busyProcesses = 40;
/** A limit in case nobody ends them. */
const longestS = 90;

/** Forty processes that compute until disposal. */
export function keepProcessorsBusy(): Disposable {
  const loop = 'while :; do :; done';
  const children = Array.from({ length: busyProcesses }, () =>
    spawn('timeout', [`${longestS}`, 'bash', '-c', loop], { stdio: 'ignore', detached: true }),
  );
  return {
    [Symbol.dispose]() {
      // Each leads a separate group, with the shell that it started.
      for (const { pid } of children) if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    },
  };
}

/**
 * The containers of the service's pods on an embedded cluster, without the control lane's, which the front
 * door started.
 */
export function podProcesses(harness: number): readonly number[] {
  const all = new Map(readProcesses().map((one) => [one.pid, one]));
  const parents = (pid: number): readonly number[] => {
    const parent = all.get(pid)?.parent;
    return parent === undefined || parent === 0 ? [] : [parent, ...parents(parent)];
  };
  const found = [...all.keys()].filter((pid) => {
    const above = parents(pid);
    const isWeb = readCommandLine(pid).includes('workloads/web/');
    return (
      isWeb &&
      above.includes(harness) &&
      !above.some((one) => readCommandLine(one).includes('front-door-process'))
    );
  });
  if (found.length === 0) throw new Error('no pod of the service runs');
  return found;
}

function readCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
