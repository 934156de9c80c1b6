import { build } from 'hdr-histogram-js';
import { cpuPressure, cpuShares, readProcessors } from '../../command/processors.ts';
import type { Clock } from '../../journal/clock.ts';
import type { JournalEntry } from '../../journal/records.ts';
import type { LoadHostEntry } from '../lanes/messages.ts';
import { pauseMeter } from './pauses.ts';

/** The load generator's own health: if it explains an excess, the server is not the cause. */
export interface LoadHostMeter {
  /** How late one request was started, in microseconds. */
  lag(us: number): void;
  /** Figures since the last call. */
  take(): LoadHostEntry;
  close(): void;
}

/** Of the thread that keeps the schedule, and of the machine. */
export function loadHostMeter(clock: Clock): LoadHostMeter {
  const lags = build({ highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3 });
  const pauses = pauseMeter();
  let fromUs = clock.nowUs();
  let before = readProcessors();
  return {
    lag(us) {
      lags.recordValue(Math.max(0, Math.round(us)));
    },
    take() {
      const toUs = clock.nowUs();
      const now = readProcessors();
      const entry: LoadHostEntry = {
        type: 'load-host',
        fromUs: Math.round(fromUs),
        toUs: Math.round(toUs),
        lagP99Us: lags.totalCount === 0 ? 0 : lags.getValueAtPercentile(99),
        lagMaxUs: lags.totalCount === 0 ? 0 : lags.maxValue,
        ...pauses.take(),
        ...cpuShares(before.times, now.times),
        ...cpuPressure(before, now, toUs - fromUs),
      };
      lags.reset();
      fromUs = toUs;
      before = now;
      return entry;
    },
    close: () => pauses.close(),
  };
}

/** The health of a load thread that keeps no schedule: the closed lane's. */
export function threadMeter(clock: Clock, thread: 'closed'): { take(): JournalEntry; close(): void } {
  const pauses = pauseMeter();
  let fromUs = clock.nowUs();
  return {
    take() {
      const toUs = clock.nowUs();
      const times = { fromUs: Math.round(fromUs), toUs: Math.round(toUs) };
      fromUs = toUs;
      return { type: 'thread', thread, ...times, ...pauses.take() };
    },
    close: () => pauses.close(),
  };
}
