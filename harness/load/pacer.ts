import type { Clock } from '../journal/clock.ts';
import type { OpenLane } from './open-lane.ts';
import { openPacing } from './pacing.ts';

/** A wake-up at least this often, whatever the lanes want. */
const longestSleepMs = 50;
/** A timer of the event loop comes after the alarm, and only where that one is late. */
const backstopMs = 2;

/**
 * Wakes the lanes when something is due, by an absolute schedule: a late wake-up delays none after it.
 * Returns what ends it.
 */
export function pace(lanes: readonly OpenLane[], clock: Clock): () => void {
  let timer: NodeJS.Timeout | undefined;
  let expiry: NodeJS.Immediate | undefined;

  const expire = () => {
    for (const lane of lanes) lane.expireDue();
  };
  const tick = () => {
    const wakeUs = Math.min(...lanes.map((lane) => lane.sendDue()));
    const nowUs = clock.nowUs();
    // After a late wake-up answers may lie in the sockets unread: they are read before anything is given up.
    if (wakeUs <= nowUs) expiry = setImmediate(expire);
    // What is due at once is a time-out that is being given up: not before the sockets were read.
    const nextUs = wakeUs <= nowUs ? nowUs + 1000 : Math.min(wakeUs, nowUs + longestSleepMs * 1000);
    pacing.setAlarm(nextUs);
    clearTimeout(timer);
    timer = setTimeout(tick, Math.ceil((nextUs - nowUs) / 1000) + backstopMs);
  };

  const pacing = openPacing(clock, tick);
  tick();
  return () => {
    clearTimeout(timer);
    clearImmediate(expiry);
    pacing.close();
  };
}
