import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { cpuListText, parseCpuList } from '../scenario/cpu-list.ts';
import type { Commands } from './commands.ts';

/** `Cpus_allowed_list` of /proc/PID/status; null if it is absent. */
export function parseAllowed(status: string): readonly number[] | null {
  const found = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  return found === undefined ? null : parseCpuList(found);
}

/**
 * The processors that this process may run on. Those of a container or of `taskset` may be fewer than the machine's.
 */
export function allowedProcessors(): readonly number[] {
  const read = process.platform === 'linux' ? parseAllowed(readFileSync('/proc/self/status', 'utf8')) : null;
  return read ?? cpus().map((_, cpu) => cpu);
}

/** A command prefix that runs a program on these processors. Its children inherit them. */
export function onProcessors(cpus: readonly number[]): readonly [string, ...string[]] {
  return ['taskset', '-c', cpuListText(cpus)];
}

/**
 * Pins every thread of this process, and the threads and children that they start, to these processors, until disposal.
 * @throws RehearsalError `command-failed` if `taskset` fails
 */
export async function pinSelf(commands: Commands, cpus: readonly number[]): Promise<AsyncDisposable> {
  const before = allowedProcessors();
  const pin = (to: readonly number[]) =>
    commands.run('taskset', ['--all-tasks', '--cpu-list', '--pid', cpuListText(to), `${process.pid}`], {
      timeoutMs: 10_000,
    });
  await pin(cpus);
  return {
    async [Symbol.asyncDispose]() {
      await pin(before);
    },
  };
}
