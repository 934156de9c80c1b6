import type { Clock } from '../journal/clock.ts';
import type { OpenLane } from './open-lane.ts';

/** A wake-up at least this often, whatever the lanes want. */
const longestSleepMs = 50;

/**
 * Wakes the lanes when something is due, by an absolute schedule: a late wake-up delays none after it.
 * Returns what ends it.
 */
export function pace(lanes: readonly OpenLane[], clock: Clock): () => void {
  let timer: NodeJS.Timeout;
  let expiry: NodeJS.Immediate | undefined;

  const expire = () => {
    for (const lane of lanes) lane.expireDue();
  };
  const tick = () => {
    const wakeUs = Math.min(...lanes.map((lane) => lane.sendDue()));
    const sleepMs = (wakeUs - clock.nowUs()) / 1000;
    // After a late wake-up answers may lie in the sockets unread: they are read before anything is given up.
    if (sleepMs <= 0) expiry = setImmediate(expire);
    timer = setTimeout(tick, Math.min(longestSleepMs, Math.max(1, Math.floor(sleepMs))));
  };

  tick();
  return () => {
    clearTimeout(timer);
    clearImmediate(expiry);
  };
}
