import { type LaneView, weightMs } from './lane-view.ts';
import { rateOf } from './schedule.ts';

/** Bad requests further apart than this belong to different episodes. */
export const joinedWithinUs = 1_000_000;
/** The core is judged by stretches of this length, or of this many requests where the rate is low. */
const stretchMs = 100;
const stretchSlots = 10;

/**
 * A stretch of harm in one lane.
 *
 * Its *span* reaches from the last good request before it to the first good one after it: harm can't have lasted
 * longer. Its *core* is what is called an outage, and `coreMs` its length: the longest run of requests in which every
 * 100 ms (at least ten requests) are at least half bad, from the first bad intended start to the last one, and one
 * slot (1 / rate) more, because a bad request stands for its slot. So an outage that begins and ends sharply is
 * measured to the slot; a client that asks every d ms and notes the span from its last to its first good answer
 * sees up to 2 d more. A request that was answered within `slow` is good, however late the outage made it: a stall
 * that ends by answering counts only for those who were due more than `slow` before its end.
 */
export interface RawEpisode {
  readonly view: LaneView;
  /** Rows of the first and the last bad request. */
  readonly first: number;
  readonly last: number;
  readonly firstBadUs: number;
  readonly lastBadUs: number;
  /** The span. */
  readonly fromUs: number;
  readonly toUs: number;
  readonly bad: number;
  readonly slots: number;
  readonly weightMs: number;
  /** 0 where no stretch is half bad. */
  readonly coreMs: number;
}

/** A lane's episodes in order of time: bad requests no more than a second apart. */
export function episodesOf(view: LaneView): RawEpisode[] {
  const episodes: RawEpisode[] = [];
  let first = -1;
  let last = -1;
  for (let row = 0; row < view.length; row += 1) {
    if (view.bad[row] === 0) continue;
    if (first >= 0 && (view.intendedUs[row] as number) - (view.intendedUs[last] as number) > joinedWithinUs) {
      episodes.push(episode(view, first, last));
      first = row;
    }
    if (first < 0) first = row;
    last = row;
  }
  if (first >= 0) episodes.push(episode(view, first, last));
  return episodes;
}

function episode(view: LaneView, first: number, last: number): RawEpisode {
  const { intendedUs, badBefore } = view;
  const firstBadUs = intendedUs[first] as number;
  const lastBadUs = intendedUs[last] as number;
  const bad = (badBefore[last + 1] as number) - (badBefore[first] as number);
  return {
    view,
    first,
    last,
    firstBadUs,
    lastBadUs,
    fromUs: intendedUs[first - 1] ?? firstBadUs,
    toUs: intendedUs[last + 1] ?? lastBadUs,
    bad,
    slots: last - first + 1,
    weightMs: weightMs(view, bad),
    coreMs: coreMs(view, first, last),
  };
}

/** Slides a stretch over the episode, and measures the longest run of stretches that are at least half bad. */
function coreMs(view: LaneView, first: number, last: number): number {
  const { badBefore, intendedUs, length } = view;
  const ratePerS = rateOf(view, intendedUs[first] as number);
  const width = Math.min(length, Math.max(stretchSlots, Math.ceil((ratePerS * stretchMs) / 1000)));
  const halfBad = (row: number) =>
    ((badBefore[row + width] as number) - (badBefore[row] as number)) * 2 >= width;
  const end = Math.min(last, length - width);
  let longest = 0;
  for (let row = Math.max(0, first - width + 1); row <= end; row += 1) {
    if (!halfBad(row)) continue;
    const from = row;
    while (row < end && halfBad(row + 1)) row += 1;
    longest = Math.max(longest, lengthMs(view, Math.max(first, from), Math.min(last, row + width - 1)));
  }
  return longest;
}

/** From the first to the last bad request between two rows, and one slot more. */
function lengthMs(view: LaneView, from: number, to: number): number {
  const { bad, intendedUs } = view;
  let first = from;
  let last = to;
  while (first < last && bad[first] === 0) first += 1;
  while (last > first && bad[last] === 0) last -= 1;
  const ratePerS = rateOf(view, intendedUs[last] as number);
  const slotUs = ratePerS > 0 ? 1_000_000 / ratePerS : 0;
  return ((intendedUs[last] as number) - (intendedUs[first] as number) + slotUs) / 1000;
}
