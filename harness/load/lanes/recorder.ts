import { build } from 'hdr-histogram-js';
import { openSamples } from '../../journal/sample-writer.ts';
import { outcomeNames, outcomes, type Sample } from '../../journal/samples.ts';
import type { LaneAccount, LaneJob, LaneStatus } from './messages.ts';
import { source } from './plan.ts';

/** Records every outcome of a lane in its sample file, its account and its live figures. */
export interface Recorder {
  /** A request is due. */
  schedule(): void;
  /** A scheduled request ended: exactly once for each. */
  record(sample: Sample): void;
  /** The figures since the last call; call it every second. */
  status(): LaneStatus;
  /** Writes the samples recorded since. Returns the error that prevents it, or null. */
  flush(): Error | null;
  /** Last flush, end mark, and the account. */
  close(inFlight: number): LaneAccount;
}

const secondsOfBad = 10;

/** Opens the lane's sample file. @throws the system's error if the file can't be created */
export function openRecorder(job: LaneJob, slowMs: number): Recorder {
  const { target, lane } = job;
  const writer = openSamples(job.file, { target, lane, source });
  const counts = new Array<number>(outcomeNames.length).fill(0);
  const latencies = build({ highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: 3 });
  const bad = new Array<number>(secondsOfBad).fill(0);
  let second = 0;
  let scheduled = 0;
  let scheduledBefore = 0;
  let failed = 0;

  return {
    schedule() {
      scheduled += 1;
    },
    record(sample) {
      writer.add(sample);
      counts[sample.outcome] = (counts[sample.outcome] ?? 0) + 1;
      const us = sample.endUs - sample.intendedUs;
      if (sample.outcome === outcomes.ok) latencies.recordValue(Math.max(0, Math.round(us)));
      else failed += 1;
      if (sample.outcome !== outcomes.ok || us > slowMs * 1000) bad[second] = (bad[second] ?? 0) + 1;
    },
    status() {
      const percentileMs = (share: number) =>
        latencies.totalCount === 0 ? Number.NaN : latencies.getValueAtPercentile(share) / 1000;
      const status = {
        target,
        lane,
        scheduled,
        failed,
        ratePerS: scheduled - scheduledBefore,
        badLast10s: bad.reduce((sum, count) => sum + count, 0),
        p50Ms: percentileMs(50),
        p90Ms: percentileMs(90),
        p99Ms: percentileMs(99),
      };
      latencies.reset();
      scheduledBefore = scheduled;
      second = (second + 1) % secondsOfBad;
      bad[second] = 0;
      return status;
    },
    flush() {
      writer.flush();
      return writer.failure;
    },
    close(inFlight) {
      writer.close();
      const named = outcomeNames
        .map((name, at) => [name, counts[at] ?? 0] as const)
        .filter(([, count]) => count > 0);
      return { target, lane, scheduled, outcomes: Object.fromEntries(named), rows: writer.rows, inFlight };
    },
  };
}
