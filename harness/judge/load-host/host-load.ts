import type { RecordOf, Timeline } from '../../timeline/model.ts';
import { overlapUs } from '../overlaps.ts';
import type { Period } from '../periods.ts';

/**
 * Share of the runnable time of the replica's threads in which they waited for a processor. Above the first
 * limit their work takes more than ten times as long as on a machine of its own, and the host may cause harm;
 * above the second more than twenty times, and nothing can be judged. docs/judging-reference.md argues both.
 */
const limits = { overloaded: 0.9, saturated: 0.95 } as const;
export type HostLoad = keyof typeof limits;

/** Most of a period. */
const most = 0.5;
/** Delays of a kubelet become visible later: it probes and renews its lease every ten seconds. */
const beforehandUs = 10_000_000;

/** Share of their runnable time in which the replica's threads waited; 0 if none could run. */
export function waitingShare({ ranUs, waitedUs }: Pick<RecordOf<'host'>, 'ranUs' | 'waitedUs'>): number {
  return ranUs + waitedUs > 0 ? waitedUs / (ranUs + waitedUs) : 0;
}

/** Whether the host was that busy in a record's two seconds. */
export const isHost =
  (load: HostLoad) =>
  (record: Pick<RecordOf<'host'>, 'ranUs' | 'waitedUs'>): boolean =>
    waitingShare(record) > limits[load];

/** How much of a period the host was that busy. */
export interface BusyTime {
  readonly busyUs: number;
  /** The measured part of the period. */
  readonly knownUs: number;
}

/** Null if less than half of the period was measured. */
export function busyTimeIn(
  { host }: Pick<Timeline, 'host'>,
  period: Period,
  load: HostLoad,
): BusyTime | null {
  const lengthUs = (records: Timeline['host']) =>
    records.reduce((sum, record) => sum + overlapUs(record, period), 0);
  const knownUs = lengthUs(host);
  if (knownUs === 0 || knownUs < (period.toUs - period.fromUs) * most) return null;
  return { knownUs, busyUs: lengthUs(host.filter(isHost(load))) };
}

/** That busy for most of a period; null if it was not, or is unknown. */
export function mostlyBusy(
  timeline: Pick<Timeline, 'host'>,
  period: Period,
  load: HostLoad,
): BusyTime | null {
  const found = busyTimeIn(timeline, period, load);
  return found !== null && found.busyUs > found.knownUs * most ? found : null;
}

/** The period in which a busy host may have caused harm: from ten seconds before it. */
export function timeToBlame({ fromUs, toUs }: Period): Period {
  return { fromUs: Math.max(0, fromUs - beforehandUs), toUs };
}
