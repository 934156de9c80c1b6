import type { Clock } from '../../journal/clock.ts';
import type { Purpose } from '../../observe/watched-resource.ts';
import type { Observers } from '../../observe/watches.ts';
import type { Validate } from '../../upgrade/roller.ts';

/**
 * A validation that reads new lists into the journal, then checks what they leave unmet.
 * @param unmetSince of lists that began at that time (µs since the run's start) or later
 */
export function fromFreshLists(
  observers: Pick<Observers, 'relist'>,
  clock: Clock,
  purpose: Purpose,
  unmetSince: (listedSinceUs: number) => readonly string[],
): Validate {
  return async (signal) => {
    const listedSinceUs = clock.nowUs();
    await observers.relist(purpose, signal);
    return unmetSince(listedSinceUs);
  };
}
