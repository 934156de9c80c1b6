import { outcomeNames } from '../journal/samples.ts';
import type { Evidence } from './evidence.ts';
import type { LaneView } from './lane-view.ts';
import { rateOf, schedulingFaults } from './schedule.ts';
import type { LaneSummary } from './summary.ts';
import { timeText } from './words.ts';

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
export function accountOf(view: LaneView, evidence: Pick<Evidence, 'timeline' | 'scenario'>): Account {
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
      `${view.length} rows for ${scheduled} scheduled requests`,
    ),
    ...said(closing !== undefined && !agree, 'its outcomes are not those of its closing account'),
    ...numberingFaults(view),
    ...(view.kind === 'closed' ? [] : scheduleFaults(view, evidence)),
  ];
  return {
    accounting: { scheduled, outcomes: counts, complete: faults.length === 0, torn: view.torn },
    faults,
  };
}

/** How often each outcome occurs in a range of rows; those that do not are left out. */
export function countOutcomes({ columns }: LaneView, from: number, to: number): Record<string, number> {
  const counts = new Uint32Array(256);
  for (let row = from; row < to; row += 1) {
    const outcome = columns.outcome[row] as number;
    counts[outcome] = (counts[outcome] as number) + 1;
  }
  const named = [...counts].map(
    (count, outcome) => [outcomeNames[outcome] ?? `unknown-${outcome}`, count] as const,
  );
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}

/** Among n rows each number from 0 to n − 1 stands once, unless one of them is missing. */
function numberingFaults({ columns, length }: LaneView): string[] {
  const seen = new Uint8Array(length);
  for (const seq of columns.seq) if (seq < length) seen[seq] = 1;
  const missing = seen.reduce((count, one) => count + 1 - one, 0);
  return missing === 0
    ? []
    : [`${missing} of the numbers 0 to ${length - 1} are missing, the first is ${seen.indexOf(0)}`];
}

/** An open lane has each request that its schedule makes due (one in every slot, where all that is known is a rate), from the baseline's begin to the end of a recovery that was waited for. */
function scheduleFaults(
  view: LaneView,
  { timeline, scenario }: Pick<Evidence, 'timeline' | 'scenario'>,
): string[] {
  const { intendedUs, length, ratePerS } = view;
  const first = intendedUs[0];
  const last = intendedUs[length - 1];
  if (first === undefined || last === undefined) return [];
  const slots = (ratePerS * (last - first)) / 1_000_000;
  const gaps = view.schedule
    ? schedulingFaults(view, view.schedule)
    : Math.abs(length - slots) > openSlots
      ? [
          `${length} requests from ${timeText(first)} to ${timeText(last)}, where ${ratePerS}/s makes ${Math.round(slots) + 1}`,
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
