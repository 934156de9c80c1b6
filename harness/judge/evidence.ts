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

/** The files of a run that are judged. */
export interface JudgeInput {
  readonly scenario: Scenario;
  readonly timeline: Timeline;
  readonly lanes: readonly LaneSource[];
  /** The journal's last line was torn. */
  readonly torn: boolean;
  /** Results of A/A runs of the scenario; null: none was recorded. */
  readonly floor: NoiseFloor | null;
  /** Version of the tool that judges. */
  readonly tool: string;
}

/** The evidence of a run, prepared for judging. */
export interface Evidence extends JudgeInput {
  readonly views: readonly LaneView[];
  /** The open-loop lanes that the verdict is based on. */
  readonly judged: readonly LaneView[];
  /** The same without the bad requests that the load generator host explains. */
  readonly withoutLoadHost: readonly LaneView[];
  readonly controls: readonly LaneView[];
  readonly loadHost: LoadHostHealth;
  readonly baseline: Period | null;
  /** The upgrade phase alone. */
  readonly upgrade: Period | null;
  /** From the upgrade's start to the end of the judged lanes and the recovery phase. */
  readonly rolled: Period | null;
  readonly windows: readonly StepWindow[];
  /** Of the judged lanes, in order of time. */
  readonly episodes: readonly RawEpisode[];
  /** Of the whole run, see `seriesAsJudged`. */
  readonly probeSeries: readonly ProbeSeries[];
  /** Every prober's results since the upgrade's start, and in the baseline. */
  readonly probes: readonly ProbeReading[];
  readonly baselineProbes: readonly ProbeReading[];
  /** Each is computed on first use, once: per item of `views`, per target, per item of `episodes`. */
  readonly getAccount: (view: LaneView) => Account;
  readonly namedPods: (target: string) => NamedPods;
  readonly unreachedIn: (episode: RawEpisode) => UnreachedRequests;
  readonly getCause: (episode: RawEpisode) => Cause;
}
