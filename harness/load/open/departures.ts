import type { Clock } from '../../journal/clock.ts';
import { createArrivals } from '../../plan/arrivals.ts';
import type { LaneJob } from '../lanes/messages.ts';

/** A lane's schedule while it is executed. */
export interface Departures {
  /** Starts every request that is due, in order. Returns when the next one is due; infinity once stopped. */
  startDue(start: (seq: number, intendedUs: number) => void): number;
  stop(): void;
}

/** @param startUs when the schedule begins */
export function createDepartures(job: LaneJob, startUs: number, clock: Clock): Departures {
  const arrivals = createArrivals(job.arrival, job.ratePerS, job.seed);
  let stopped = false;
  let seq = 0;
  let dueUs = startUs + arrivals.next();
  return {
    startDue(start) {
      while (!stopped && dueUs <= clock.nowUs()) {
        start(seq, dueUs);
        seq += 1;
        dueUs = startUs + arrivals.next();
      }
      return stopped ? Number.POSITIVE_INFINITY : dueUs;
    },
    stop() {
      stopped = true;
    },
  };
}
