import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { build } from 'hdr-histogram-js';
import type { Clock } from '../journal/clock.ts';
import type { RigEntry } from './messages.ts';

/** The load generator's own health: when it explains an excess, no server is to blame. */
export interface RigMeter {
  /** How late one request was started, in microseconds. */
  lag(us: number): void;
  /** What happened since the last call. */
  take(): RigEntry;
  close(): void;
}

const resolutionMs = 5;

export function rigMeter(clock: Clock): RigMeter {
  const lags = build({ highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3 });
  const loop = monitorEventLoopDelay({ resolution: resolutionMs });
  loop.enable();
  let fromUs = clock.nowUs();
  let before = readCpu();
  return {
    lag(us) {
      lags.recordValue(Math.max(0, Math.round(us)));
    },
    take() {
      const toUs = clock.nowUs();
      const now = readCpu();
      const entry: RigEntry = {
        type: 'rig',
        fromUs: Math.round(fromUs),
        toUs: Math.round(toUs),
        lagP99Us: lags.totalCount === 0 ? 0 : lags.getValueAtPercentile(99),
        lagMaxUs: lags.totalCount === 0 ? 0 : lags.maxValue,
        // The monitor's own period is part of what it measures.
        loopMaxUs: loop.count === 0 ? 0 : Math.max(0, Math.round(loop.max / 1000 - resolutionMs * 1000)),
        ...cpuShares(before, now),
      };
      lags.reset();
      loop.reset();
      fromUs = toUs;
      before = now;
      return entry;
    },
    close() {
      loop.disable();
    },
  };
}

/** Time of all processors since they started, in whatever unit; only ratios are used. */
export interface CpuTimes {
  readonly total: number;
  readonly idle: number;
  /** Time that the machine under a virtual machine gave to others. */
  readonly steal: number;
}

/** Shares of the machine between two readings, from 0 to 1. `cpuBusy` leaves stolen time out. */
export function cpuShares(before: CpuTimes, after: CpuTimes): { cpuBusy: number; steal: number } {
  const total = after.total - before.total;
  if (total <= 0) return { cpuBusy: 0, steal: 0 };
  const steal = (after.steal - before.steal) / total;
  return { cpuBusy: Math.max(0, 1 - (after.idle - before.idle) / total - steal), steal };
}

/** The first line of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; guest times are part of user. */
export function parseProcStat(text: string): CpuTimes {
  const fields = text.slice(0, text.indexOf('\n')).trim().split(/\s+/).slice(1, 9).map(Number);
  const [idle = 0, iowait = 0, , , steal = 0] = fields.slice(3);
  return { total: fields.reduce((sum, field) => sum + field, 0), idle: idle + iowait, steal };
}

function readCpu(): CpuTimes {
  if (process.platform === 'linux') return parseProcStat(readFileSync('/proc/stat', 'utf8'));
  const times = cpus().map((cpu) => cpu.times);
  const total = times.reduce(
    (sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq,
    0,
  );
  return { total, idle: times.reduce((sum, { idle }) => sum + idle, 0), steal: 0 };
}
