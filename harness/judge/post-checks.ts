import { probeKinds } from '../journal/probe-entries.ts';
import { accountOf } from './accounting.ts';
import { type Check, check } from './check.ts';
import { clusterChecks } from './cluster-checks.ts';
import type { Evidence } from './evidence.ts';
import { longestOutage } from './harm.ts';
import { countIn, weightMs } from './lane-view.ts';
import { type Period, periodOf } from './periods.ts';
import { phasesAtLength } from './phase-checks.ts';
import { probeCriterion } from './probe-criterion.ts';
import { durationText, laneTitle, stepTitle } from './words.ts';

const enoughInBaseline = 1_000;
/** In each step's window, and in the recovery. */
const enoughElsewhere = 200;

export function postChecks(evidence: Evidence): Check[] {
  return [
    ...clusterChecks(evidence),
    completeAccounting(evidence),
    phasesAtLength(evidence),
    enoughRequests(evidence),
    baselineGood(evidence),
  ];
}

function completeAccounting(evidence: Evidence): Check {
  const { views } = evidence;
  const faults = views.flatMap((view) => {
    const found = accountOf(view, evidence).faults;
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
function baselineGood(evidence: Evidence): Check {
  const { baseline, judged, episodes, scenario, baselineProbes, timeline } = evidence;
  if (baseline === null) return check('baseline-meets-criteria', false, null, '', 'there is no baseline');
  const { outage, bad, probes } = scenario.criteria;
  const worst = longestOutage(episodes, baseline);
  const out =
    worst !== null && worst.ms > outage.longestMs
      ? [`an outage of ${durationText(worst.ms)} in ${laneTitle(worst.episode.view)}`]
      : [];
  const heavy = judged.flatMap((view) => {
    const weight = weightMs(view, countIn(view, baseline.fromUs, baseline.toUs).bad);
    return weight > bad.perStepMs
      ? [`bad requests weigh ${durationText(weight)} of load in ${laneTitle(view)}`]
      : [];
  });
  const away = probeKinds.flatMap((probe) => {
    const limit = probes[probe]?.longestMs;
    if (limit === undefined) return [];
    const found = probeCriterion(probe, limit, baselineProbes, timeline);
    return found.state === 'missed'
      ? [`the ${probe} probe failed for ${durationText(found.value ?? 0)}`]
      : [];
  });
  return check(
    'baseline-meets-criteria',
    false,
    [...out, ...heavy, ...away],
    'the baseline meets the criteria itself',
  );
}
