import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Time of all processors since the start, in any unit; only ratios are used. */
export interface CpuTimes {
  readonly total: number;
  readonly idle: number;
  /** Time that the hypervisor gave to other virtual machines. */
  readonly steal: number;
}

/** A reading of the system's processors; null for what the system does not report. */
export interface ProcessorReading {
  readonly times: CpuTimes;
  /** Tasks that run or wait for a processor, including this one. */
  readonly runnable: number | null;
  /** Time in which some task waited for a processor, since the system's start, in µs (pressure stall information). */
  readonly waitedUs: number | null;
}

/** Shares of the machine between two readings, from 0 to 1. `cpuBusy` excludes stolen time. */
export function cpuShares(before: CpuTimes, after: CpuTimes): { cpuBusy: number; steal: number } {
  const total = after.total - before.total;
  if (total <= 0) return { cpuBusy: 0, steal: 0 };
  const steal = (after.steal - before.steal) / total;
  return { cpuBusy: Math.max(0, 1 - (after.idle - before.idle) / total - steal), steal };
}

/**
 * Contention for processors: the share of time in which some task waited for one, if the kernel measures it;
 * otherwise how many tasks run or wait now.
 */
export function cpuPressure(
  before: ProcessorReading,
  after: ProcessorReading,
  elapsedUs: number,
): { readonly cpuPressure?: number; readonly runnable?: number } {
  if (before.waitedUs !== null && after.waitedUs !== null && elapsedUs > 0)
    return { cpuPressure: Math.min(1, Math.max(0, (after.waitedUs - before.waitedUs) / elapsedUs)) };
  return after.runnable === null ? {} : { runnable: after.runnable };
}

/** The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; guest times are part of user. */
export function parseProcStat(text: string): CpuTimes {
  const fields = text.slice(0, text.indexOf('\n')).trim().split(/\s+/).slice(1, 9).map(Number);
  const [idle = 0, iowait = 0, , , steal = 0] = fields.slice(3);
  return { total: fields.reduce((sum, field) => sum + field, 0), idle: idle + iowait, steal };
}

/** `procs_running` of /proc/stat; null if absent. */
export function parseRunnable(text: string): number | null {
  const found = /^procs_running (\d+)$/m.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** `total` of the line `some` in /proc/pressure/cpu, in µs; null if absent. */
export function parsePressure(text: string): number | null {
  const found = /^some .*\btotal=(\d+)$/m.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

export function readProcessors(): ProcessorReading {
  if (process.platform !== 'linux') return { times: timesElsewhere(), runnable: null, waitedUs: null };
  const stat = readFileSync('/proc/stat', 'utf8');
  return { times: parseProcStat(stat), runnable: parseRunnable(stat), waitedUs: readPressure() };
}

/** If the kernel was built or booted without it, the file is missing or unreadable. */
function readPressure(): number | null {
  try {
    return parsePressure(readFileSync('/proc/pressure/cpu', 'utf8'));
  } catch {
    return null;
  }
}

function timesElsewhere(): CpuTimes {
  const times = cpus().map((cpu) => cpu.times);
  const total = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { total, idle: times.reduce((sum, { idle }) => sum + idle, 0), steal: 0 };
}
