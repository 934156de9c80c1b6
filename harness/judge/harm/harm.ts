import { computeBadMs, countIn, type LaneView } from '../lanes/lane-view.ts';
import type { Period } from '../periods.ts';
import { findEpisodes, measureOutageMs, type RawEpisode } from './episodes.ts';
import { type StepWindow, shareIn } from './windows.ts';

/** One step's effect on one lane: bad requests / rate, in ms of requests. */
export interface Charge {
  readonly view: LaneView;
  readonly badMs: number;
}

/**
 * The harm charged to a step, lane by lane: every bad request in its window, and those between it and the next step
 * that exceed the baseline's share. The first step also gets those between the upgrade's start and itself.
 */
export function computeCharges(
  window: StepWindow,
  judged: readonly LaneView[],
  baseline: Period | null,
  upgrade: Period | null,
): Charge[] {
  return judged.map((view) => {
    const inside = countIn(view, window.fromUs, window.toUs).bad;
    const share = shareIn(view, baseline);
    const excess = (fromUs: number, toUs: number) => {
      const { slots, bad } = countIn(view, fromUs, toUs);
      return Math.max(0, bad - share * slots);
    };
    const before = window.position === 0 && upgrade !== null ? excess(upgrade.fromUs, window.fromUs) : 0;
    return { view, badMs: computeBadMs(view, before + inside + excess(window.toUs, window.chargedUntilUs)) };
  });
}

/** The lane with most harm from a step. */
export function worstCharge(charges: readonly Charge[]): Charge | null {
  return charges.reduce<Charge | null>(
    (worst, one) => (worst === null || one.badMs > worst.badMs ? one : worst),
    null,
  );
}

/** The part of an episode's outage in a period. */
export interface Outage {
  readonly episode: RawEpisode;
  readonly ms: number;
}

/** The outages of a period; one that begins before it or lasts beyond it counts with its part in it. */
export function outagesIn(episodes: readonly RawEpisode[], period: Period): Outage[] {
  return episodes
    .map((episode) => ({ episode, ms: measureOutageMs(episode, period) }))
    .filter(({ ms }) => ms > 0);
}

/** The longest of them. */
export function longestOutage(episodes: readonly RawEpisode[], period: Period): Outage | null {
  return outagesIn(episodes, period).reduce<Outage | null>(
    (worst, outage) => (worst === null || outage.ms > worst.ms ? outage : worst),
    null,
  );
}

/** Every lane's episodes, in order of time. */
export function allEpisodes(views: readonly LaneView[]): RawEpisode[] {
  return views.flatMap(findEpisodes).sort((a, b) => a.firstBadUs - b.firstBadUs);
}
