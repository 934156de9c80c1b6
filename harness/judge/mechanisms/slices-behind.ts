import { joinedWithinUs } from '../episodes.ts';
import { durationText, timeText } from '../words.ts';
import { apiReturnedUs, goingIn, type Mechanism, unreachedRows } from './mechanism.ts';

/**
 * A controller manager that came back with its API server waits until the lease of the one before has run out (15 s by
 * default) and lists everything anew: for so long nobody takes a pod that goes out of its slices. 30 s allow for both.
 */
const leadsAgainWithinUs = 30_000_000;

/**
 * The endpoint slices fell behind, because the control plane had just been away: they named a pod ready for more than a
 * second after it had been told to go, and new connections were sent to it and found nobody. Its lag counts from the API
 * server's return.
 */
export const slicesBehind: Mechanism = (raw, evidence) => {
  const { intendedUs } = raw.view;
  const lost = unreachedRows(raw);
  const found = goingIn(raw, evidence).flatMap(({ life, fromUs }) => {
    const untilUs = life.unroutedUs;
    if (untilUs === null || untilUs - fromUs <= joinedWithinUs) return [];
    const backUs = apiReturnedUs(evidence, fromUs - leadsAgainWithinUs, untilUs);
    const rows = lost.filter((row) => {
      const dueUs = intendedUs[row] as number;
      return dueUs >= fromUs && dueUs <= untilUs + joinedWithinUs;
    });
    return backUs === null || rows.length === 0 ? [] : [{ life, fromUs, untilUs, backUs, rows }];
  });
  const last = found.sort((a, b) => a.untilUs - b.untilUs).at(-1);
  if (last === undefined) return null;
  const explained = new Set(found.flatMap(({ rows }) => rows)).size;
  return {
    explains: explained,
    lagMs: (last.untilUs - last.backUs) / 1000,
    evidence: `the API server was back at ${timeText(last.backUs)}; pod ${last.life.pod} was told to go at ${timeText(last.fromUs)}, and slices named it ready until ${timeText(last.untilUs)}, ${durationText((last.untilUs - last.fromUs) / 1000)} later, as controllers do that wait for their lease; ${explained} new connections found nobody meanwhile`,
  };
};
