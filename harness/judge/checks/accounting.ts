import { count } from '../../format/numbers.ts';
import { outcomeNames } from '../../journal/samples.ts';
import { laneKinds } from '../../scenario/lane-kinds.ts';
import type { LaneSummary } from '../answer/summary.ts';
import type { JudgeInput } from '../evidence.ts';
import { countOutcomes } from '../lanes/count-outcomes.ts';
import { type LaneView, rowsBetween } from '../lanes/lane-view.ts';
import { rateOf, schedulingFaults } from '../lanes/schedule.ts';
import { timeText } from '../words.ts';

/** The place of a request in its slot leaves the count open by less than one at either end. */
const openSlots = 2;
/** A lane may begin so much after the baseline and end so much before the recovery. */
const edgeUs = 1_000_000;

/** A lane's accounting, and what does not add up, in words. */
export interface Account {
  readonly accounting: LaneSummary['accounting'];
  readonly faults: readonly string[];
}

/**
 * Scheduled, by the lane's own closing word, against what its file holds; and what the file holds against the lane's
 * schedule, because a generator that lost requests agrees with itself.
 */
export function takeAccount(view: LaneView, evidence: Pick<JudgeInput, 'timeline' | 'scenario'>): Account {
  const closing = evidence.timeline.laneEnds.find(
    (one) => one.target === view.target && one.lane === view.lane,
  );
  const counts = countOutcomes(view, 0, view.length);
  const scheduled = closing?.scheduled ?? view.length;
  const agree = outcomeNames.every((name) => (closing?.outcomes[name] ?? 0) === (counts[name] ?? 0));
  const said = (holds: boolean, text: string) => (holds ? [text] : []);
  const faults = [
    ...said(closing === undefined, 'the lane left no closing account'),
    ...said(view.torn, 'its file is torn'),
    ...said(
      closing !== undefined && (scheduled !== view.length || closing.rows !== view.length),
      `${count(view.length)} rows for ${count(scheduled)} scheduled requests`,
    ),
    ...said(closing !== undefined && !agree, 'its outcomes are not those of its closing account'),
    ...numberingFaults(view),
    ...(laneKinds[view.kind].openLoop ? scheduleFaults(view, evidence) : []),
  ];
  return {
    accounting: { scheduled, outcomes: counts, complete: faults.length === 0, torn: view.torn },
    faults,
  };
}

/** Among n rows each number from 0 to n − 1 stands once, unless one of them is missing. */
function numberingFaults(view: LaneView): string[] {
  const { length } = view;
  // A bit for each.
  const seen = new Uint8Array(Math.ceil(length / 8));
  const isSeen = (seq: number) => ((seen[seq >>> 3] as number) >>> (seq & 7)) & 1;
  let missing = length;
  for (const { columns } of rowsBetween(view, 0, length))
    for (const seq of columns.seq) {
      if (seq >= length || isSeen(seq)) continue;
      seen[seq >>> 3] = (seen[seq >>> 3] as number) | (1 << (seq & 7));
      missing -= 1;
    }
  if (missing === 0) return [];
  let first = 0;
  while (isSeen(first)) first += 1;
  return [`${missing} of the numbers 0 to ${length - 1} are missing, the first is ${first}`];
}

/** An open lane has each request that its schedule makes due (one in every slot, where all that is known is a rate), from the baseline's begin to the end of a recovery that was waited for. */
function scheduleFaults(
  view: LaneView,
  { timeline, scenario }: Pick<JudgeInput, 'timeline' | 'scenario'>,
): string[] {
  const { firstUs: first, lastUs: last, length, ratePerS } = view;
  if (length === 0) return [];
  const slots = (ratePerS * (last - first)) / 1_000_000;
  const gaps = view.schedule
    ? schedulingFaults(view, view.schedule)
    : Math.abs(length - slots) > openSlots
      ? [
          `${count(length)} requests from ${timeText(first)} to ${timeText(last)}, where ${ratePerS}/s makes ${count(slots + 1)}`,
        ]
      : [];
  // A slow lane's first and last request may lie this far inside by chance.
  const slowest = Math.min(ratePerS, rateOf(view, first), rateOf(view, last));
  const withinUs = edgeUs + (openSlots * 1_000_000) / slowest;
  const baseline = timeline.phases.find((one) => one.phase === 'baseline');
  const late =
    baseline !== undefined && first > baseline.fromUs + withinUs
      ? [`its first request was due at ${timeText(first)}, after the baseline's begin`]
      : [];
  // After the wait the phase lasts until what is in flight has ended; one cut short is the ending's to tell of.
  const recovery = timeline.phases.find((one) => one.phase === 'recovery' && one.outcome === 'done');
  const until = Math.min(recovery?.toUs ?? 0, (recovery?.fromUs ?? 0) + scenario.load.recoveryMs * 1_000);
  const early =
    last < until - withinUs
      ? [`its last request was due at ${timeText(last)}, before the recovery's end at ${timeText(until)}`]
      : [];
  return [...gaps, ...late, ...early];
}
