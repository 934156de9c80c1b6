import { readdirSync, readFileSync } from 'node:fs';

/** The fields of `/proc/PID/stat` that are used here. */
export interface LinuxStat {
  readonly state: string;
  /** Its process group id: the process id of the group's first leader. */
  readonly group: number;
  readonly session: number;
  /** Clock ticks from the boot to its start. */
  readonly startTicks: number;
}

/** Null if no process has that id. */
export function linuxStat(pid: number): LinuxStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name is in parentheses and may contain spaces; field 3 follows it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const field = (number: number) => fields[number - 3] ?? '';
    return {
      state: field(3),
      group: Number(field(5)),
      session: Number(field(6)),
      startTicks: Number(field(22)),
    };
  } catch {
    return null;
  }
}

/** Ids of all processes. */
export function linuxProcesses(): readonly LinuxStat[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => linuxStat(Number(pid))).filter((stat) => stat !== null);
}

/** Differs after every boot, at which ticks restart. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
