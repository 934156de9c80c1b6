import { execFileSync } from 'node:child_process';
import { bootId, linuxProcesses, linuxStat } from './linux-stat.ts';

/** A process that can't be mistaken for a later one with the same number. */
export interface ProcessId {
  readonly pid: number;
  /** Opaque: what the system says of its start. */
  readonly started: string;
}

/** The identity of a running process; null when there is none of that number. */
export function processId(pid: number): ProcessId | null {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedElsewhere(pid);
  return started === null ? null : { pid, started };
}

/**
 * The identity of a child just started, also where it has ended already: what it had started in its group may live on.
 * Null only when there never was one, or when it has been reaped.
 */
export function childId(pid: number): ProcessId | null {
  if (process.platform !== 'linux') return processId(pid);
  const stat = linuxStat(pid);
  return stat === null ? null : { pid, started: formatStart(stat) };
}

/** Whether that very process still runs. */
export function isRunning(id: ProcessId): boolean {
  return processId(id.pid)?.started === id.started;
}

/**
 * Whether the process group that this very process led has a member left. Where only Linux could tell a member
 * without its leader from somebody else's, other systems answer for the leader alone.
 */
export function isGroupRunning(leader: ProcessId): boolean {
  return isRunning(leader) || (process.platform === 'linux' && hasOrphansOnLinux(leader));
}

function startedOnLinux(pid: number): string | null {
  const stat = linuxStat(pid);
  return stat === null || stat.state === 'Z' ? null : formatStart(stat);
}

const formatStart = ({ startTicks }: { readonly startTicks: number }) => `${startTicks}@${bootId()}`;

/** Members that outlived their leader. While there are any, no other process is given the leader's number. */
function hasOrphansOnLinux({ pid, started }: ProcessId): boolean {
  const [ticks, boot] = started.split('@');
  if (boot !== bootId() || startedOnLinux(pid) !== null) return false;
  // A leader here is its session's, too; a group that a shell made later under the same number has the shell's.
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
