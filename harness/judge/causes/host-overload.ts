import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import { type BusyTime, mostlyBusy, timeToBlame } from '../load-host/host-load.ts';
import type { Period } from '../periods.ts';

/** How long the host was overloaded around harm; null if it was not for most of that time. */
export function overloadAround(period: Period, { timeline }: Pick<Evidence, 'timeline'>): BusyTime | null {
  return mostlyBusy(timeline, timeToBlame(period), 'overloaded');
}

/** Null if an episode's mechanism is shown (likely is not enough), or the host was not overloaded around it. */
export function findEpisodeOverload(episode: RawEpisode, evidence: Evidence): BusyTime | null {
  if (evidence.getCause(episode).shown) return null;
  return overloadAround({ fromUs: episode.firstBadUs, toUs: episode.lastBadUs }, evidence);
}

/** The longest overload of several, if each has one. */
export function findSharedOverload(found: readonly (BusyTime | null)[]): BusyTime | null {
  return found.includes(null) ? null : longestOverload(found);
}

/** The longest overload of those that exist. */
export function longestOverload(found: readonly (BusyTime | null)[]): BusyTime | null {
  return found.reduce(
    (worst, one) => (one !== null && one.busyUs > (worst?.busyUs ?? 0) ? one : worst),
    null,
  );
}
