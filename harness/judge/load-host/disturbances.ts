import { type Reason, reason } from '../../reasons/reason.ts';
import type { RecordOf, Timeline } from '../../timeline/model.ts';
import { secondUs } from './health.ts';

/** A pause as long as the lag that marks a second. */
const pauseLimitUs = 50_000;
/** Share of a second in which some task waited for a processor. */
const pressureLimit = 0.8;
/** Tasks that run or wait, for each processor. */
const runnableLimit = 2;
/** Share of the machine's time that was given to other guests of its host. */
const stealLimit = 0.1;

/** One kind of disturbance of the machine or the generator, and when. Excuses nothing by itself. */
export interface Disturbance {
  readonly of: 'loop' | 'gc' | 'pressure' | 'steal';
  readonly why: Reason;
  /** Its size, by whole seconds of the run: µs, tasks or a share. */
  readonly seconds: ReadonlyMap<number, number>;
}

/** Self-measurements of the load generator and its host above a limit. */
export function findDisturbances({ loadHost, threads, header }: Timeline): Disturbance[] {
  const processors = header?.machine.cpus ?? Number.POSITIVE_INFINITY;
  const above = (limit: number) => (value: number | null | undefined) =>
    value != null && value > limit ? value : null;
  const pause = above(pauseLimitUs);
  const found: Disturbance[] = [
    {
      of: 'loop',
      why: reason('event-loop-stall'),
      seconds: marks(loadHost, (one) => pause(one.loopMaxUs)),
    },
    {
      of: 'gc',
      why: reason('garbage-collection'),
      seconds: marks(loadHost, (one) => pause(one.gcMaxUs)),
    },
    {
      of: 'loop',
      why: reason('closed-lane-stall'),
      seconds: marks(threads, (one) => pause(one.loopMaxUs)),
    },
    {
      of: 'gc',
      why: reason('closed-lane-garbage'),
      seconds: marks(threads, (one) => pause(one.gcMaxUs)),
    },
    {
      of: 'pressure',
      why: reason('tasks-waited'),
      seconds: marks(loadHost, (one) => above(pressureLimit)(one.cpuPressure)),
    },
    {
      of: 'pressure',
      why: reason('tasks-queued'),
      seconds: marks(loadHost, (one) => above(runnableLimit * processors)(one.runnable)),
    },
    {
      of: 'steal',
      why: reason('processors-stolen'),
      seconds: marks(loadHost, (one) => above(stealLimit)(one.steal)),
    },
  ];
  return found.filter((one) => one.seconds.size > 0);
}

/** Whole seconds that a record touches; a record of more than a minute is only used in part. */
function listSeconds({ fromUs, toUs }: { readonly fromUs: number; readonly toUs: number }): number[] {
  const first = Math.floor(fromUs / secondUs);
  const last = Math.min(Math.floor((toUs - 1) / secondUs), first + 60);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

function marks<R extends RecordOf<'load-host'> | RecordOf<'thread'>>(
  records: readonly R[],
  worth: (record: R) => number | null,
): Map<number, number> {
  const found = new Map<number, number>();
  for (const record of records) {
    const value = worth(record);
    if (value === null) continue;
    for (const second of listSeconds(record)) found.set(second, Math.max(value, found.get(second) ?? 0));
  }
  return found;
}
