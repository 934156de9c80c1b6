import type { Timeline } from '../timeline/model.ts';
import { findCause } from './causes/episode-cause.ts';
import { findNamedPods } from './causes/named-pods.ts';
import { collectUnreached } from './causes/unreached-requests.ts';
import { takeAccount } from './checks/accounting.ts';
import type { Evidence, JudgeInput } from './evidence.ts';
import { allEpisodes } from './harm/harm.ts';
import { stepWindows } from './harm/windows.ts';
import { emptyColumns, type LaneSource } from './lanes/lane-data.ts';
import { createLaneView, type LaneView } from './lanes/lane-view.ts';
import { findSchedule } from './lanes/schedule.ts';
import { findLoadHostHealth, withoutLoadHost } from './load-host/health.ts';
import { findPeriod, type Period } from './periods.ts';
import { seriesAsJudged } from './probes/pod-pairs.ts';
import { readProbes } from './probes/probes.ts';
import { remember } from './remember.ts';

/** Arranges what a run left, for every rule of the judge. */
export function arrangeEvidence(input: JudgeInput): Evidence {
  const { scenario, timeline } = input;
  const views = allLanes(input).map((lane) =>
    createLaneView(lane, scenario.load.slowMs, findSchedule(lane, input)),
  );
  const judged = views.filter((view) => view.role === 'judged');
  const controls = views.filter((view) => view.role === 'control');
  const loadHost = findLoadHostHealth(timeline, controls);
  const endUs = findEvidenceEnd(timeline, judged);
  const baseline = findPeriod(timeline, 'baseline', endUs);
  const upgrade = findPeriod(timeline, 'upgrade', endUs);
  const rolled = upgrade === null ? null : { fromUs: upgrade.fromUs, toUs: Math.max(upgrade.fromUs, endUs) };
  const episodes = allEpisodes(judged);
  const series = seriesAsJudged(timeline.probes);
  const probesIn = (period: Period | null) =>
    period === null ? [] : series.map((one) => readProbes(one, period));
  const evidence: Evidence = {
    ...input,
    views,
    judged,
    withoutLoadHost: judged.map((view) => withoutLoadHost(view, loadHost, scenario.load.slowMs)),
    controls,
    loadHost,
    baseline,
    upgrade,
    rolled,
    windows: stepWindows({ timeline, judged, episodes, baseline, endUs }),
    episodes,
    probeSeries: series,
    probes: probesIn(rolled),
    baselineProbes: probesIn(baseline),
    getAccount: remember((view) => takeAccount(view, input)),
    namedPods: remember((target) => findNamedPods(target, { timeline, views })),
    unreachedIn: remember(collectUnreached),
    getCause: remember((episode) => findCause(episode, evidence)),
  };
  return evidence;
}

/** A lane that was opened and left no file is there, too: with nothing in it. */
function allLanes({ timeline, lanes }: JudgeInput): LaneSource[] {
  const lost = timeline.lanes.filter(
    (one) => !lanes.some((lane) => lane.target === one.target && lane.lane === one.lane),
  );
  return [
    ...lanes,
    ...lost.map(({ target, lane, kind, ratePerS }) => ({
      target,
      lane,
      kind,
      ratePerS,
      columns: emptyColumns,
      torn: true,
    })),
  ];
}

/** Where the evidence ends: with the recovery phase, or earlier where the judged lanes stop earlier. */
function findEvidenceEnd(timeline: Timeline, judged: readonly LaneView[]): number {
  const ended = timeline.phases.find((one) => one.phase === 'recovery')?.toUs ?? timeline.lastUs;
  const lasts = judged.filter((view) => view.length > 0).map((view) => view.lastUs);
  return lasts.length === 0 ? ended : Math.min(ended, Math.max(...lasts));
}
