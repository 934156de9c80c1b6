import type { Clock } from '../../journal/clock.ts';
import type { OpenLane } from './open-lane.ts';
import { openPacing, type Schedule } from './pacing.ts';

/** Minimum frequency of wake-ups, independent of the lanes. */
const longestSleepMs = 50;

/**
 * Wakes the lanes when something is due, by an absolute schedule: a late wake-up does not delay later ones.
 * The pacing thread usually wakes them; a timer of the event loop does so for timeouts, or if it is earlier.
 * @param startUs when the lanes' schedules begin
 * @returns a function that ends it
 */
export function pace(
  lanes: readonly OpenLane[],
  schedules: readonly Schedule[],
  startUs: number,
  clock: Clock,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let expiry: NodeJS.Immediate | undefined;

  const expire = () => {
    for (const lane of lanes) lane.expireDue();
  };
  const tick = () => {
    const wakeUs = Math.min(...lanes.map((lane) => lane.sendDue()));
    const nowUs = clock.nowUs();
    // After a late wake-up the sockets may contain unread responses: they are read before any request times out.
    if (wakeUs <= nowUs) expiry = setImmediate(expire);
    // The next deadline may be a timeout in progress: not before the sockets were read.
    const nextUs = wakeUs <= nowUs ? nowUs + 1000 : Math.min(wakeUs, nowUs + longestSleepMs * 1000);
    clearTimeout(timer);
    timer = setTimeout(tick, Math.ceil((nextUs - nowUs) / 1000));
  };

  const endPacing = openPacing(schedules, startUs, clock, tick);
  tick();
  return () => {
    clearTimeout(timer);
    clearImmediate(expiry);
    endPacing();
  };
}
