import { outcomes } from '../../journal/samples.ts';
import { joinedWithinUs, type RawEpisode } from '../episodes.ts';
import type { LaneView } from '../lane-view.ts';
import { latenciesIn } from '../latencies.ts';
import { percentile } from '../stats.ts';
import { durationText, timeText } from '../words.ts';
import { type Going, goingIn, type Mechanism, unreachedRows } from './mechanism.ts';
import { unknownStart } from './slow-start.ts';

/**
 * New connections were still sent to a terminating pod and failed before reaching a pod, while others were ready. Its lag
 * counts from the beginning of the termination: a preStop pause that long keeps the pod answering until no connection is
 * sent to it.
 */
export const staleEndpoint: Mechanism = (raw, evidence) => {
  if (unknownStart(raw, evidence) !== null) return null;
  const lost = unreachedRows(raw);
  const found = goingIn(raw, evidence)
    .map((going) => ({ going, triedUs: triesDuring(going, lost, raw) }))
    .filter(({ triedUs }) => triedUs.length > 0)
    .sort((a, b) => b.triedUs.length - a.triedUs.length)[0];
  if (found === undefined) return null;
  const { going, triedUs } = found;
  const lagMs = (triedUs.reduce((last, atUs) => Math.max(last, atUs)) - going.fromUs) / 1000;
  const { unroutedUs } = going.life;
  const slices =
    unroutedUs === null
      ? 'it stayed a ready endpoint'
      : `it was a ready endpoint until ${timeText(unroutedUs)}`;
  return {
    explains: triedUs.length,
    lagMs,
    evidence: `pod ${going.life.pod} was terminating from ${timeText(going.fromUs)} on; ${slices}; ${triedUs.length} new connections failed before reaching a pod, the last one ${durationText(lagMs)} after its termination began`,
  };
};

/**
 * When lost connections were tried while a pod was going: when their request was due; where that was before the order, when
 * the connection had ended. Such a request counts only where it was no longer under way at the order than right answers took
 * just before: on a busy machine those are late as well, and what failed sooner failed for another reason. A time-out does
 * not say when it was tried.
 */
function triesDuring({ fromUs, toUs }: Going, lost: readonly number[], { view }: RawEpisode): number[] {
  const { columns, intendedUs } = view;
  const isIn = (atUs: number) => atUs >= fromUs && atUs <= toUs;
  const early = lost.filter((row) => (intendedUs[row] as number) < fromUs);
  const lateUs = early.length === 0 ? 0 : usualLatencyUs(view, fromUs);
  const ends = early
    .filter((row) => columns.outcome[row] !== outcomes['timed-out'])
    .filter((row) => fromUs - (intendedUs[row] as number) <= lateUs)
    .map((row) => columns.endUs[row] as number);
  return [...ends, ...lost.map((row) => intendedUs[row] as number)].filter(isIn);
}

/** What nine in ten right answers took that were due in the second before a moment; 0 where there was none. */
function usualLatencyUs(view: LaneView, untilUs: number): number {
  const before = { fromUs: untilUs - joinedWithinUs, toUs: untilUs };
  return percentile(latenciesIn(view, before).sort(), 0.9) || 0;
}
