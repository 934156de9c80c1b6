import { computeBadMs, findDueUs, type LaneView, rowsBetween, rowsWithBad } from '../lanes/lane-view.ts';
import { findRate } from '../lanes/schedule.ts';

/** Bad requests further apart than this belong to different episodes. */
export const joinedWithinUs = 1_000_000;
/** An outage is judged by periods of this length, or of this many requests if the rate is low. */
const stretchMs = 100;
const stretchSlots = 10;

/**
 * A period of harm in one lane.
 *
 * Its *span* is from the last good request before it to the first good one after it: harm can't have lasted
 * longer. Its *outage* is the longest run of requests in which every 100 ms (at least ten requests) are at
 * least half bad. It lasts from the first bad intended start to the last one, plus one slot (1 / rate),
 * because a bad request represents its slot. So an outage with sharp edges is measured to the slot. A client
 * that sends every d ms and records the span from its last to its first good response sees up to 2 d more. A
 * request that was answered within `slow` is good, however late the outage made it: a stall that ends with
 * responses counts only for requests that were due more than `slow` before its end.
 */
export interface RawEpisode {
  readonly view: LaneView;
  /** Rows of the first and the last bad request. */
  readonly first: number;
  readonly last: number;
  readonly firstBadUs: number;
  readonly lastBadUs: number;
  /** Where it counts: the begin of its first outage, or of an episode without one its first bad request. */
  readonly beginsUs: number;
  /** The span. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly bad: number;
  readonly slots: number;
  readonly badMs: number;
  /** The longest of `outages`; 0 where no stretch is half bad. */
  readonly outageMs: number;
  /** Every run of periods that are half bad. */
  readonly outages: readonly OutageSpan[];
}

/** When the first and the last bad request of a run of half-bad periods were due. Its length is one slot more. */
export interface OutageSpan {
  readonly fromUs: number;
  readonly untilUs: number;
}

/** Bad requests that belong together. */
interface Run {
  readonly first: number;
  readonly firstBadUs: number;
  last: number;
  lastBadUs: number;
  bad: number;
}

/** A lane's episodes in order of time: bad requests no more than a second apart. */
export function findEpisodes(view: LaneView): RawEpisode[] {
  const runs: Run[] = [];
  for (const rows of rowsWithBad(view))
    for (let row = rows.bad.indexOf(1); row >= 0; row = rows.bad.indexOf(1, row + 1)) {
      const last = rows.first + row;
      const lastBadUs = rows.intendedUs[row] as number;
      let run = runs.at(-1);
      if (run === undefined || lastBadUs - run.lastBadUs > joinedWithinUs) {
        run = { first: last, firstBadUs: lastBadUs, last, lastBadUs, bad: 0 };
        runs.push(run);
      }
      Object.assign(run, { last, lastBadUs, bad: run.bad + 1 });
    }
  return runs.map((run) => episode(view, run));
}

function episode(view: LaneView, run: Run): RawEpisode {
  const { first, last, firstBadUs, lastBadUs, bad } = run;
  const outages = findOutages(view, run);
  return {
    view,
    first,
    last,
    firstBadUs,
    lastBadUs,
    beginsUs: outages[0]?.fromUs ?? firstBadUs,
    fromUs: findDueUs(view, first - 1) ?? firstBadUs,
    toUs: findDueUs(view, last + 1) ?? lastBadUs,
    bad,
    slots: last - first + 1,
    badMs: computeBadMs(view, bad),
    outageMs: Math.max(0, ...outages.map((outage) => lengthMs(view, outage))),
    outages,
  };
}

/** How much of an episode's longest outage is in a period, in ms: an earlier start is cut to the period's start. */
export function measureOutageMs(
  { view, outages }: Pick<RawEpisode, 'view' | 'outages'>,
  period: { readonly fromUs: number; readonly toUs: number },
): number {
  const parts = outages
    .map(({ fromUs, untilUs }) => ({
      fromUs: Math.max(fromUs, period.fromUs),
      untilUs: Math.min(untilUs, period.toUs),
    }))
    .filter(({ fromUs, untilUs }) => fromUs <= untilUs && fromUs < period.toUs);
  return Math.max(0, ...parts.map((part) => lengthMs(view, part)));
}

/** Slides a window over the episode, and finds the runs of windows that are at least half bad. */
function findOutages(view: LaneView, { first, last, firstBadUs }: Run): OutageSpan[] {
  const width = Math.min(
    view.length,
    Math.max(stretchSlots, Math.ceil((findRate(view, firstBadUs) * stretchMs) / 1000)),
  );
  const begin = Math.max(0, first - width + 1);
  // When the bad requests of the window were due; NaN if it is good.
  const dueUs = new Float64Array(width).fill(Number.NaN);
  let bad = 0;
  let fromUs: number | null = null;
  let untilUs = firstBadUs;
  const outages: OutageSpan[] = [];
  const close = () => {
    if (fromUs !== null) outages.push({ fromUs, untilUs });
    fromUs = null;
  };
  for (const rows of rowsBetween(view, begin, last + width))
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows.first + i;
      const us = rows.bad[i] === 1 ? (rows.intendedUs[i] as number) : Number.NaN;
      bad += Number(!Number.isNaN(us)) - Number(!Number.isNaN(dueUs[row % width]));
      dueUs[row % width] = us;
      if (row <= last && !Number.isNaN(us)) untilUs = us;
      if (row < begin + width - 1) continue;
      if (bad * 2 < width) close();
      else fromUs ??= earliest(dueUs, firstBadUs);
    }
  close();
  return outages;
}

/** The first bad request of a window that belongs to the episode. */
function earliest(dueUs: Float64Array, firstBadUs: number): number {
  return dueUs.reduce((least, us) => (us >= firstBadUs && us < least ? us : least), Number.POSITIVE_INFINITY);
}

/** From the first bad request to the last one, and one slot more. */
function lengthMs(view: LaneView, { fromUs, untilUs }: OutageSpan): number {
  const ratePerS = findRate(view, untilUs);
  const slotUs = ratePerS > 0 ? 1_000_000 / ratePerS : 0;
  return (untilUs - fromUs + slotUs) / 1000;
}
