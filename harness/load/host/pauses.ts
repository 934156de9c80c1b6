import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import type { ThreadPauses } from '../../journal/records.ts';

/** When this thread could not run its due work: its event loop's delay and its garbage collections. */
export interface PauseMeter {
  /** Figures since the last call. */
  take(): ThreadPauses;
  close(): void;
}

const resolutionMs = 5;

export function pauseMeter(): PauseMeter {
  const loop = monitorEventLoopDelay({ resolution: resolutionMs });
  loop.enable();
  let gcMs = 0;
  let gcMaxMs = 0;
  const note = (entries: readonly { readonly duration: number }[]) => {
    for (const { duration } of entries) {
      gcMs += duration;
      gcMaxMs = Math.max(gcMaxMs, duration);
    }
  };
  const collections = new PerformanceObserver((list) => note(list.getEntries()));
  collections.observe({ entryTypes: ['gc'] });
  // The monitor's own period is part of its measurement.
  const delayUs = (ns: number) =>
    loop.count === 0 ? 0 : Math.max(0, Math.round(ns / 1000 - resolutionMs * 1000));
  return {
    take() {
      note(collections.takeRecords());
      const taken = {
        loopMaxUs: delayUs(loop.max),
        loopP99Us: delayUs(loop.percentile(99)),
        gcUs: Math.round(gcMs * 1000),
        gcMaxUs: Math.round(gcMaxMs * 1000),
      };
      loop.reset();
      gcMs = 0;
      gcMaxMs = 0;
      return taken;
    },
    close() {
      loop.disable();
      collections.disconnect();
    },
  };
}
