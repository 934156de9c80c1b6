import { outcomeNames } from '../../journal/samples.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Timeline } from '../../timeline/model.ts';
import type { LaneSummary } from '../answer/summary.ts';
import { countOutcomes } from '../lanes/count-outcomes.ts';
import { type LaneView, rowsBetween } from '../lanes/lane-view.ts';
import { findRate, schedulingFaults } from '../lanes/schedule.ts';

/** The random position of requests in their slots leaves the count open by less than one at either end. */
const openSlots = 2;
/** A lane may begin this long after the baseline and end this long before the recovery. */
const edgeUs = 1_000_000;

/** What an account is compared with. */
interface Expected {
  readonly timeline: Timeline;
  readonly scenario: Scenario;
}

/** A lane's accounting, and its discrepancies. */
export interface Account {
  readonly accounting: LaneSummary['accounting'];
  readonly faults: readonly Reason[];
}

/**
 * Compares the lane's closing record with its file, and the file with the lane's schedule, because a
 * generator that lost requests agrees with itself.
 */
export function takeAccount(view: LaneView, expected: Expected): Account {
  const closing = expected.timeline.laneEnds.find(
    (one) => one.target === view.target && one.lane === view.lane,
  );
  const counts = countOutcomes(view, 0, view.length);
  const scheduled = closing?.scheduled ?? view.length;
  const agree = outcomeNames.every((name) => (closing?.outcomes[name] ?? 0) === (counts[name] ?? 0));
  const fault = (isOne: boolean, why: Reason) => (isOne ? [why] : []);
  const faults = [
    ...fault(closing === undefined, reason('no-closing-account')),
    ...fault(view.torn, reason('file-torn')),
    ...fault(
      closing !== undefined && (scheduled !== view.length || closing.rows !== view.length),
      reason('rows-differ', { rows: view.length, scheduled }),
    ),
    ...fault(closing !== undefined && !agree, reason('outcomes-differ')),
    ...numberingFaults(view),
    ...(laneKinds[view.kind].openLoop ? scheduleFaults(view, expected) : []),
  ];
  return {
    accounting: { scheduled, outcomes: counts, complete: faults.length === 0, torn: view.torn },
    faults,
  };
}

/** Among n rows each number from 0 to n − 1 occurs once, unless one of them is missing. */
function numberingFaults(view: LaneView): Reason[] {
  const { length } = view;
  // One bit for each.
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
  return [reason('numbers-missing', { missing, first, last: length - 1 })];
}

/**
 * An open lane has each request of its schedule (one in every slot, if only a rate is known), from the
 * baseline's start to the end of a completed recovery.
 */
function scheduleFaults(view: LaneView, { timeline, scenario }: Expected): Reason[] {
  const { firstUs: first, lastUs: last, length, ratePerS } = view;
  if (length === 0) return [];
  const slots = (ratePerS * (last - first)) / 1_000_000;
  const gaps = view.schedule
    ? schedulingFaults(view, view.schedule)
    : Math.abs(length - slots) > openSlots
      ? [
          reason('requests-off-rate', {
            requests: length,
            fromUs: first,
            toUs: last,
            ratePerS,
            expected: slots + 1,
          }),
        ]
      : [];
  // A slow lane's first and last request may be this far inside by chance.
  const slowest = Math.min(ratePerS, findRate(view, first), findRate(view, last));
  const withinUs = edgeUs + (openSlots * 1_000_000) / slowest;
  const baseline = timeline.phases.find((one) => one.phase === 'baseline');
  const late =
    baseline !== undefined && first > baseline.fromUs + withinUs
      ? [reason('first-request-late', { dueUs: first })]
      : [];
  // After the wait the phase lasts until requests in flight have ended; one that was cut short is reported by
  // the ending.
  const recovery = timeline.phases.find((one) => one.phase === 'recovery' && one.outcome === 'done');
  const until = Math.min(recovery?.toUs ?? 0, (recovery?.fromUs ?? 0) + scenario.load.recoveryMs * 1_000);
  const early =
    last < until - withinUs ? [reason('last-request-early', { dueUs: last, untilUs: until })] : [];
  return [...gaps, ...late, ...early];
}
