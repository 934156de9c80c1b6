import { execFileSync } from 'node:child_process';
import { bootId, linuxProcesses, linuxStat } from './linux-stat.ts';

/** Identifies a process so that a later one with the same id differs. */
export interface ProcessId {
  readonly pid: number;
  /** Opaque: the system's record of its start. */
  readonly started: string;
}

/** The identity of a running process; null if no process has that id. */
export function processId(pid: number): ProcessId | null {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === null ? null : { pid, started };
}

/**
 * The identity of a child that has just been started, even if it has ended already: members of its group may
 * still run. Null only if it never existed, or has been reaped.
 */
export function childId(pid: number): ProcessId | null {
  if (process.platform !== 'linux') return processId(pid);
  const stat = linuxStat(pid);
  return stat === null ? null : { pid, started: formatStart(stat) };
}

/** Whether exactly that process still runs. */
export function isRunning(id: ProcessId): boolean {
  return processId(id.pid)?.started === id.started;
}

/**
 * Whether the process group that this process led has a member left. Only Linux can distinguish a member
 * without its leader from an unrelated process; other systems only check the leader.
 */
export function isGroupRunning(leader: ProcessId): boolean {
  return isRunning(leader) || (process.platform === 'linux' && hasOrphansOnLinux(leader));
}

function startedOnLinux(pid: number): string | null {
  const stat = linuxStat(pid);
  return stat === null || stat.state === 'Z' ? null : formatStart(stat);
}

const formatStart = ({ startTicks }: { readonly startTicks: number }) => `${startTicks}@${bootId()}`;

/** Members that outlived their leader. While there are any, no other process gets the leader's id. */
function hasOrphansOnLinux({ pid, started }: ProcessId): boolean {
  const [ticks, boot] = started.split('@');
  if (boot !== bootId() || startedOnLinux(pid) !== null) return false;
  // A leader here also leads its session; a group that a shell created later under the same id has the shell's session.
  return linuxProcesses().some(
    ({ state, group, session, startTicks }) =>
      state !== 'Z' && group === pid && session === pid && startTicks >= Number(ticks),
  );
}

function startedElsewhere(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
