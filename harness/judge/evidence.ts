import type { Scenario } from '../scenario/scenario.ts';
import type { Timeline } from '../timeline/model.ts';
import type { ProbeSeries } from '../timeline/probes.ts';
import type { NoiseFloor } from './answer/aa-run.ts';
import { findCause } from './causes/episode-cause.ts';
import type { Cause } from './causes/mechanisms/mechanism.ts';
import { findNamedPods, type NamedPods } from './causes/named-pods.ts';
import { collectUnreached, type UnreachedRequests } from './causes/unreached-requests.ts';
import { type Account, takeAccount } from './checks/accounting.ts';
import type { RawEpisode } from './harm/episodes.ts';
import { allEpisodes } from './harm/harm.ts';
import { type StepWindow, stepWindows } from './harm/windows.ts';
import { emptyColumns, type LaneSource } from './lanes/lane-data.ts';
import { type LaneView, viewOf } from './lanes/lane-view.ts';
import { scheduleOf } from './lanes/schedule.ts';
import { findLoadHostHealth, type LoadHostHealth, withoutLoadHost } from './load-host/health.ts';
import { type Period, periodOf } from './periods.ts';
import { seriesAsJudged } from './probes/pod-pairs.ts';
import { type ProbeReading, readProbes } from './probes/probes.ts';
import { remember } from './remember.ts';

/** What a run left to be judged. */
export interface JudgeInput {
  readonly scenario: Scenario;
  readonly timeline: Timeline;
  readonly lanes: readonly LaneSource[];
  /** The journal's last line was torn. */
  readonly torn: boolean;
  /** What runs of the scenario that upgraded nothing showed; null: none was noted. */
  readonly floor: NoiseFloor | null;
  /** Version of the tool that judges. */
  readonly tool: string;
}

/** The evidence of a run, arranged for judging. */
export interface Evidence extends JudgeInput {
  readonly views: readonly LaneView[];
  /** The open-loop lanes that the verdict rests on. */
  readonly judged: readonly LaneView[];
  /** The same without the bad requests that the load generator host explains. */
  readonly withoutLoadHost: readonly LaneView[];
  readonly controls: readonly LaneView[];
  readonly loadHost: LoadHostHealth;
  readonly baseline: Period | null;
  /** The upgrade phase alone. */
  readonly upgrade: Period | null;
  /** From the upgrade's begin as far as the judged lanes and the recovery phase go. */
  readonly rolled: Period | null;
  readonly windows: readonly StepWindow[];
  /** Of the judged lanes, in order of time. */
  readonly episodes: readonly RawEpisode[];
  /** Of the whole run, see `seriesAsJudged`. */
  readonly probeSeries: readonly ProbeSeries[];
  /** Every prober's results since the upgrade's begin, and in the baseline. */
  readonly probes: readonly ProbeReading[];
  readonly baselineProbes: readonly ProbeReading[];
  /** Each of these is looked for when it is first asked for, and once: of one of `views`, of a target, of one of `episodes`. */
  readonly accountOf: (view: LaneView) => Account;
  readonly namedPods: (target: string) => NamedPods;
  readonly unreachedIn: (episode: RawEpisode) => UnreachedRequests;
  readonly causeOf: (episode: RawEpisode) => Cause;
}

export function evidenceOf(input: JudgeInput): Evidence {
  const { scenario, timeline } = input;
  const views = allLanes(input).map((lane) => viewOf(lane, scenario.load.slowMs, scheduleOf(lane, input)));
  const judged = views.filter((view) => view.role === 'judged');
  const controls = views.filter((view) => view.role === 'control');
  const loadHost = findLoadHostHealth(timeline, controls);
  const endUs = endOf(timeline, judged);
  const baseline = periodOf(timeline, 'baseline', endUs);
  const upgrade = periodOf(timeline, 'upgrade', endUs);
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
    accountOf: remember((view) => takeAccount(view, input)),
    namedPods: remember((target) => findNamedPods(target, { timeline, views })),
    unreachedIn: remember(collectUnreached),
    causeOf: remember((episode) => findCause(episode, evidence)),
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
function endOf(timeline: Timeline, judged: readonly LaneView[]): number {
  const ended = timeline.phases.find((one) => one.phase === 'recovery')?.toUs ?? timeline.lastUs;
  const lasts = judged.filter((view) => view.length > 0).map((view) => view.lastUs);
  return lasts.length === 0 ? ended : Math.min(ended, Math.max(...lasts));
}
