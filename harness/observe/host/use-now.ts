import { pause } from '../../async/pause.ts';
import { cpuPressure, cpuShares, readProcessors } from '../../command/processors.ts';
import type { Clock } from '../../journal/clock.ts';
import type { ProcessUsage } from '../../journal/host-entries.ts';
import { hostMeter } from './host-meter.ts';

/** How busy the machine was for a moment. */
export interface HostUse {
  readonly busyShare: number;
  /** Share of the time in which some task waited for a processor; null if the kernel does not measure it. */
  readonly waitingShare: number | null;
  /** Processes other than this one, the busiest first; none without /proc. */
  readonly processes: readonly ProcessUsage[];
}

/** Observes the machine for that long. @throws the signal's reason */
export async function measureUse(forMs: number, clock: Clock, signal: AbortSignal): Promise<HostUse> {
  const meter = process.platform === 'linux' ? hostMeter(clock, { pid: process.pid, containers: [] }) : null;
  const [fromUs, before] = [clock.nowUs(), readProcessors()];
  meter?.take();
  await pause(forMs, signal);
  const [toUs, after] = [clock.nowUs(), readProcessors()];
  return {
    busyShare: cpuShares(before.times, after.times).cpuBusy,
    waitingShare: cpuPressure(before, after, toUs - fromUs).cpuPressure ?? null,
    processes: meter?.take()?.outside ?? [],
  };
}
