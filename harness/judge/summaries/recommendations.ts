import { reason } from '../../reasons/reason.ts';
import { formatDuration } from '../../scenario/duration.ts';
import type { Recommendation } from '../answer/summary.ts';
import { canRecommend } from '../can-recommend.ts';
import { recommendForEpisode } from '../causes/episode-cause.ts';
import type { Finding, RecommendationSource } from '../criteria/criterion.ts';
import type { Evidence } from '../evidence.ts';
import type { StepWindow } from '../harm/windows.ts';
import { releaseTitle, stepTitle } from '../words.ts';

/** One source's recommendations, and whether they cover a miss. */
interface Source {
  recommend(missed: readonly Finding[], evidence: Evidence): Recommendation[];
  /** Every part of a missed finding has a recommendation from this source. */
  covers(finding: Finding, evidence: Evidence): boolean;
}

/** If several recommend a setting, the first one determines the value. */
const sources: Readonly<Record<RecommendationSource, Source>> = {
  cause: {
    recommend: (missed) => missed.flatMap(({ recommendations }) => recommendations),
    covers: ({ recommendations }) => recommendations.length > 0,
  },
  interval: {
    recommend: (missed, evidence) =>
      [...new Set(missed.flatMap(({ steps }) => steps.flatMap((position) => [position - 1, position])))]
        .map((position) => recommendInterval(evidence.windows[position], evidence))
        .filter((one) => one !== null),
    covers: ({ steps }, evidence) =>
      steps.length > 0 &&
      steps.every((position) =>
        [position, position - 1].some((one) => recommendInterval(evidence.windows[one], evidence) !== null),
      ),
  },
  mechanisms: {
    recommend: (missed, evidence) =>
      [...new Set(missed.flatMap(({ episodes }) => episodes))].flatMap((raw) =>
        recommendForEpisode(raw, evidence),
      ),
    covers: ({ episodes, toleratedMs }, evidence) => {
      const left = episodes.filter((raw) => recommendForEpisode(raw, evidence).length === 0);
      return episodes.length > 0 && left.reduce((sum, { badMs }) => sum + badMs, 0) <= toleratedMs;
    },
  },
};

/** Whether the known recommendations cover a missed criterion completely. */
export function hasRecommendation(finding: Finding, evidence: Evidence): boolean {
  return finding.definition.recommendedBy.some((source) => sources[source].covers(finding, evidence));
}

/** The recommended changes, from the basis of the missed criteria; each value once. */
export function recommendChanges(missed: readonly Finding[], evidence: Evidence): Recommendation[] {
  const found = Object.entries(sources).flatMap(([name, { recommend }]) => {
    const asking = missed.filter(({ definition }) =>
      definition.recommendedBy.some((source) => source === name),
    );
    return recommend(asking, evidence);
  });
  return [...new Map(found.toReversed().map((one) => [one.setting, one])).values()].reverse();
}

/**
 * The measured recovery of an overlapped step, rounded up to five seconds; null if it is no longer than the interval.
 */
function recommendInterval(window: StepWindow | undefined, evidence: Evidence): Recommendation | null {
  if (window === undefined || window.outlasting.length === 0 || window.settled === null) return null;
  const { step, settled } = window;
  const key = step.slot.role === 'control-plane' ? 'controlPlane' : 'nodes';
  const { intervalMs } = evidence.scenario.upgrade[key];
  const neededMs = Math.ceil(settled.ms / 5_000) * 5_000;
  const setting = `upgrade.${key}.interval`;
  if (neededMs <= intervalMs || !canRecommend(setting, evidence)) return null;
  return {
    setting,
    from: formatDuration(intervalMs),
    to: formatDuration(neededMs),
    reasons: [
      reason('overlaps-next-step', {
        step: stepTitle(window, evidence.windows.length),
        ms: settled.ms,
        release: releaseTitle(window),
        nextUs: window.chargedUntilUs,
        unrecovered: window.outlasting,
      }),
      reason('recovery-rounded-up', { toS: 5 }),
    ],
  };
}
