import { formatDuration } from '../../scenario/duration.ts';
import type { Advice } from '../answer/summary.ts';
import { recommendForEpisode } from '../causes/episode-cause.ts';
import type { Finding, RecommendationSource } from '../criteria/criterion.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import type { StepWindow } from '../harm/windows.ts';
import { speaksOf } from '../speaks-of.ts';
import { durationText, releaseTitle, stepTitle, timeText } from '../words.ts';

/** What one source recommends, and whether that speaks to a miss. */
interface Source {
  recommend(missed: readonly Finding[], evidence: Evidence): Advice[];
  /** All of a missed finding has a recommendation from this source. */
  covers(finding: Finding, evidence: Evidence): boolean;
}

/** Of a setting that several recommend, the first one gives the value. */
const sources: Readonly<Record<RecommendationSource, Source>> = {
  cause: {
    recommend: (missed) => missed.flatMap(({ recommendations }) => recommendations),
    covers: ({ recommendations }) => recommendations.length > 0,
  },
  interval: {
    recommend: (missed, evidence) =>
      [...new Set(missed.flatMap(({ steps }) => steps.flatMap((position) => [position - 1, position])))]
        .map((position) => intervalAdvice(evidence.windows[position], evidence))
        .filter((one) => one !== null),
    covers: ({ steps }, evidence) =>
      steps.length > 0 &&
      steps.every((position) =>
        [position, position - 1].some((one) => intervalAdvice(evidence.windows[one], evidence) !== null),
      ),
  },
  mechanisms: {
    recommend: (missed, evidence) =>
      [...new Set(missed.flatMap(({ episodes }) => episodes))].flatMap((raw) =>
        recommendForEpisode(raw, evidence),
      ),
    covers: ({ episodes, toleratedMs }, evidence) => {
      const left = episodes.filter((raw) => !hasRemedy(raw, evidence));
      return episodes.length > 0 && left.reduce((sum, { weightMs }) => sum + weightMs, 0) <= toleratedMs;
    },
  },
};

/** Whether a change is known that speaks to a missed criterion, to all of it. */
export function isRemedied(finding: Finding, evidence: Evidence): boolean {
  return finding.definition.recommendedBy.some((source) => sources[source].covers(finding, evidence));
}

function hasRemedy(raw: RawEpisode, evidence: Evidence): boolean {
  return recommendForEpisode(raw, evidence).length > 0;
}

/** What to change, from what the missed criteria rest on; each value once. */
export function adviceOn(missed: readonly Finding[], evidence: Evidence): Advice[] {
  const found = Object.entries(sources).flatMap(([name, { recommend }]) => {
    const asking = missed.filter(({ definition }) =>
      definition.recommendedBy.some((source) => source === name),
    );
    return recommend(asking, evidence);
  });
  return [...new Map(found.toReversed().map((one) => [one.setting, one])).values()].reverse();
}

/** The measured recovery of an overlapped step, up to the next five seconds; null where that is no longer than the interval. */
function intervalAdvice(window: StepWindow | undefined, evidence: Evidence): Advice | null {
  if (window === undefined || window.outlasting.length === 0 || window.settled === null) return null;
  const { step, settled } = window;
  const key = step.slot.role === 'control-plane' ? 'controlPlane' : 'nodes';
  const { intervalMs } = evidence.scenario.upgrade[key];
  const neededMs = Math.ceil(settled.ms / 5_000) * 5_000;
  const setting = `upgrade.${key}.interval`;
  if (neededMs <= intervalMs || !speaksOf(setting, evidence)) return null;
  return {
    setting,
    from: formatDuration(intervalMs),
    to: formatDuration(neededMs),
    why: `${stepTitle(window, evidence.windows.length)} recovered ${durationText(settled.ms)} after its ${releaseTitle(window)}, but the next step began at ${timeText(window.chargedUntilUs)}, before that (${window.outlasting.join('; ')}); that recovery, rounded up to 5 s`,
  };
}
