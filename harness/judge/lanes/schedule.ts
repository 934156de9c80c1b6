import { createArrivals, rateAt } from '../../plan/arrivals.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Timeline } from '../../timeline/model.ts';
import type { LaneSchedule } from './lane-data.ts';
import { type LaneView, rowsBetween } from './lane-view.ts';

/** Intended starts are written as computed; rounding their sums differs by less. In microseconds. */
const toleranceUs = 1;

/** Null for a closed lane, and if the schedule was not recorded. */
export function findSchedule(
  lane: { readonly target: string; readonly lane: string },
  { timeline, scenario }: { readonly timeline: Timeline; readonly scenario: Scenario },
): LaneSchedule | null {
  const opening = timeline.lanes.find((one) => one.target === lane.target && one.lane === lane.lane);
  return opening?.schedule ? { arrival: scenario.load.arrival, seed: opening.schedule.seed } : null;
}

/** Whether each request was due according to the schedule, by its number and the lane's first one. */
export function schedulingFaults(view: LaneView, schedule: LaneSchedule): Reason[] {
  const arrivals = createArrivals(schedule.arrival, view.ratePerS, schedule.seed);
  const startUs = view.firstUs - arrivals.next();
  let strays = 0;
  let first = 0;
  for (const { intendedUs, columns, length, first: before } of rowsBetween(view, 0, view.length))
    for (let row = before === 0 ? 1 : 0; row < length; row += 1) {
      if (Math.abs((intendedUs[row] as number) - startUs - arrivals.next()) <= toleranceUs) continue;
      if (strays === 0) first = columns.seq[row] as number;
      strays += 1;
    }
  return strays === 0 ? [] : [reason('requests-off-schedule', { requests: strays, first })];
}

/** A lane's rate at a moment: one slot is 1 / rate. The mean rate, unless there are steps. */
export function findRate({ schedule, ratePerS, firstUs }: LaneView, atUs: number): number {
  if (schedule?.arrival.pattern !== 'steps') return ratePerS;
  const startUs = firstUs - createArrivals(schedule.arrival, ratePerS, schedule.seed).next();
  return rateAt(schedule.arrival, ratePerS, atUs - startUs);
}
