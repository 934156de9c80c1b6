import type { Clock } from '../../journal/clock.ts';
import type { HostEntry } from '../../journal/host-entries.ts';
import { onSchedule } from '../on-schedule.ts';
import { hostMeter } from './host-meter.ts';
import type { OwnProcesses } from './process-readings.ts';

const everyMs = 2_000;

/** Measures the machine that the replica runs on, until the signal. Does nothing without /proc. */
export async function watchHost(
  own: OwnProcesses,
  clock: Clock,
  signal: AbortSignal,
  append: (entry: HostEntry) => void,
): Promise<void> {
  if (process.platform !== 'linux') return;
  const meter = hostMeter(clock, own);
  await onSchedule(everyMs, signal, () => {
    const entry = meter.take();
    // No visible thread of the replica: it runs elsewhere, or the kernel records no such times.
    if (entry !== null && entry.ranUs + entry.waitedUs > 0) append(entry);
  });
}
