import { reason } from '../../reasons/reason.ts';
import { type CriterionDefinition, isApplicable } from '../criteria/criterion.ts';
import type { Evidence } from '../evidence.ts';
import { countIn } from '../lanes/lane-view.ts';
import { findPeriod, type Period } from '../periods.ts';
import { laneTitle, stepTitle } from '../words.ts';
import { type Check, check } from './check.ts';

const enoughInBaseline = 1_000;
/** In each step's window, and in the recovery. */
const enoughElsewhere = 200;

export function completeAccounting(evidence: Evidence): Check {
  const { views } = evidence;
  const faults = views.flatMap((view) => {
    const { faults } = evidence.getAccount(view);
    return faults.length === 0 ? [] : [reason('lane-faults', { lane: laneTitle(view), faults })];
  });
  return check('complete-accounting', false, views.length === 0 ? null : faults, reason('all-accounted'));
}

export function enoughRequests({ judged, baseline, windows, rolled, timeline }: Evidence): Check {
  const least = { inBaseline: enoughInBaseline, elsewhere: enoughElsewhere };
  const good = reason('enough-requests', least);
  if (baseline === null || judged.length === 0)
    return check('enough-requests', false, null, good, reason('no-baseline-or-lane'));
  const recovery = rolled === null ? null : findPeriod(timeline, 'recovery', rolled.toUs);
  const faults = judged.flatMap((view) => {
    const slotsIn = (period: Period | null) =>
      period === null ? 0 : countIn(view, period.fromUs, period.toUs).slots;
    const few = (requests: number, least: number, place: Place) =>
      requests < least ? [reason('few-requests', { lane: laneTitle(view), requests, least, ...place })] : [];
    const ofSteps = windows.flatMap((window) =>
      few(slotsIn(window), enoughElsewhere, { step: stepTitle(window, windows.length), phase: null }),
    );
    return [
      ...few(slotsIn(baseline), enoughInBaseline, { step: null, phase: 'baseline' }),
      ...ofSteps,
      ...few(slotsIn(recovery), enoughElsewhere, { step: null, phase: 'recovery' }),
    ];
  });
  return check('enough-requests', false, faults, good);
}

/** Title of a step, or the phase. */
type Place =
  | { readonly step: string; readonly phase: null }
  | { readonly step: null; readonly phase: 'baseline' | 'recovery' };

/** The baseline must meet the criteria itself: earlier harm can't be caused by the upgrade. */
export function baselineMeetsCriteria(
  evidence: Evidence,
  definitions: readonly CriterionDefinition[],
): Check {
  const { baseline } = evidence;
  const faults =
    baseline === null
      ? null
      : definitions.flatMap(({ appliesToBaseline }) =>
          isApplicable(appliesToBaseline) ? appliesToBaseline(evidence, baseline) : [],
        );
  const good = reason('baseline-good');
  return {
    ...check('baseline-meets-criteria', false, faults, good, reason('no-baseline')),
    voidsMisses: true,
  };
}
