import { type CriterionDefinition, isApplicable } from '../criteria/criterion.ts';
import { criteria } from '../criteria/registry.ts';
import type { Evidence } from '../evidence.ts';
import { countIn } from '../lanes/lane-view.ts';
import { type Period, periodOf } from '../periods.ts';
import { laneTitle, stepTitle } from '../words.ts';
import { type Check, check } from './check.ts';
import { clusterChecks } from './cluster-checks.ts';
import { phasesAtLength } from './phase-checks.ts';

const enoughInBaseline = 1_000;
/** In each step's window, and in the recovery. */
const enoughElsewhere = 200;

export function postChecks(
  evidence: Evidence,
  definitions: readonly CriterionDefinition[] = criteria,
): Check[] {
  return [
    ...clusterChecks(evidence),
    completeAccounting(evidence),
    phasesAtLength(evidence),
    enoughRequests(evidence),
    baselineGood(evidence, definitions),
  ];
}

function completeAccounting(evidence: Evidence): Check {
  const { views } = evidence;
  const faults = views.flatMap((view) => {
    const found = evidence.accountOf(view).faults;
    return found.length === 0 ? [] : [`${laneTitle(view)}: ${found.join(', ')}`];
  });
  return check(
    'complete-accounting',
    false,
    views.length === 0 ? null : faults,
    'every scheduled request of every lane has exactly one outcome',
  );
}

function enoughRequests({ judged, baseline, windows, rolled, timeline }: Evidence): Check {
  if (baseline === null || judged.length === 0)
    return check('enough-requests', false, null, '', 'there is no baseline, or no lane');
  const recovery = rolled === null ? null : periodOf(timeline, 'recovery', rolled.toUs);
  const faults = judged.flatMap((view) => {
    const slotsIn = (period: Period | null) =>
      period === null ? 0 : countIn(view, period.fromUs, period.toUs).slots;
    const few = (slots: number, least: number, where: string) =>
      slots < least ? [`${laneTitle(view)}: ${slots} requests in ${where}, fewer than ${least}`] : [];
    const ofSteps = windows.flatMap((window) =>
      few(slotsIn(window), enoughElsewhere, stepTitle(window, windows.length)),
    );
    return [
      ...few(slotsIn(baseline), enoughInBaseline, 'the baseline'),
      ...ofSteps,
      ...few(slotsIn(recovery), enoughElsewhere, 'the recovery'),
    ];
  });
  return check(
    'enough-requests',
    false,
    faults,
    `at least ${enoughInBaseline} requests in each lane's baseline and ${enoughElsewhere} in each step's window and in the recovery`,
  );
}

/** The baseline must meet the criteria itself: harm that was there before can't be the upgrade's. */
function baselineGood(evidence: Evidence, definitions: readonly CriterionDefinition[]): Check {
  const { baseline } = evidence;
  if (baseline === null) return check('baseline-meets-criteria', false, null, '', 'there is no baseline');
  return check(
    'baseline-meets-criteria',
    false,
    definitions.flatMap(({ appliesToBaseline }) =>
      isApplicable(appliesToBaseline) ? appliesToBaseline(evidence, baseline) : [],
    ),
    'the baseline meets the criteria itself',
  );
}
