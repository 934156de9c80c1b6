import type { Scenario } from '../scenario/scenario.ts';
import type { Timeline } from '../timeline/model.ts';
import type { ProbeSeries } from '../timeline/probes.ts';
import type { NoiseFloor } from './answer/aa-run.ts';
import type { Cause } from './causes/cause.ts';
import type { NamedPods } from './causes/named-pods.ts';
import type { UnreachedRequests } from './causes/unreached-requests.ts';
import type { Account } from './checks/accounting.ts';
import type { RawEpisode } from './harm/episodes.ts';
import type { StepWindow } from './harm/windows.ts';
import type { LaneSource } from './lanes/lane-data.ts';
import type { LaneView } from './lanes/lane-view.ts';
import type { LoadHostHealth } from './load-host/health.ts';
import type { Period } from './periods.ts';
import type { ProbeReading } from './probes/probes.ts';

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
