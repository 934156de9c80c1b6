import { readdirSync, readFileSync } from 'node:fs';

/** What Linux says of a process in `/proc/PID/stat`, as far as it is used here. */
export interface LinuxStat {
  readonly state: string;
  /** Number of its process group: the process id of the group's first leader. */
  readonly group: number;
  readonly session: number;
  /** Clock ticks from the boot to its start. */
  readonly startTicks: number;
}

/** Null where no process has that number. */
export function linuxStat(pid: number): LinuxStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name is in parentheses and may hold spaces; what follows begins with field 3.
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

/** Every process there is. */
export function linuxProcesses(): readonly LinuxStat[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => linuxStat(Number(pid))).filter((stat) => stat !== null);
}

/** Another one after every boot, from which ticks start again. */
export function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
}
