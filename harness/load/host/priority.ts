import { spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/**
 * Puts this thread, and those that it starts from now on, before everything that has no real-time priority, so that
 * requests leave when they are due however busy the machine is. Linux allows it to root and to CAP_SYS_NICE.
 * @returns null, or why the thread shares the processors like any other
 */
export function requestRealtimePriority(): string | null {
  if (process.platform !== 'linux') return `not on ${process.platform}`;
  const thread = readlinkSync('/proc/thread-self').split('/').at(-1) ?? '';
  // Round robin: threads of one priority do not shut each other out.
  const { error, status, stderr } = spawnSync('chrt', ['-r', '-p', '1', thread], { encoding: 'utf8' });
  if (error || status !== 0) return error?.message ?? stderr.trim();
  // A collection would wait for helper threads, which have no priority: for 160 ms on a machine that was full.
  setFlagsFromString('--no-parallel-scavenge');
  return null;
}
