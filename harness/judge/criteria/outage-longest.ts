import { type Reason, reason } from '../../reasons/reason.ts';
import { findEpisodeOverload, findSharedOverload } from '../causes/host-overload.ts';
import type { Evidence } from '../evidence.ts';
import { allEpisodes, longestOutage, outagesIn } from '../harm/harm.ts';
import type { Period } from '../periods.ts';
import { stepAt } from '../step-at.ts';
import { laneTitle, rounded, stepTitle } from '../words.ts';
import { judgeAgainstLimit } from './against-limit.ts';
import type { CriterionDefinition, Judgement } from './criterion.ts';

/** The longest outage of any judged lane since the upgrade began. */
export const outageLongest: CriterionDefinition = {
  id: 'outage.longest',
  unit: 'ms',
  judge: (evidence) => [judgeOutages(evidence)],
  appliesToBaseline: findBaselineOutage,
  noiseFloor: {
    record: ({ steps, episodes }) =>
      Object.fromEntries(
        steps.map(({ index }) => [
          index,
          Math.max(0, ...episodes.filter(({ step }) => step === index).map(({ outageMs }) => outageMs)),
        ]),
      ),
    places: ({ steps }) => steps.map(String),
  },
  hostOverload: ({ episodes }, evidence) =>
    findSharedOverload(episodes.map((episode) => findEpisodeOverload(episode, evidence))),
  recommendedBy: ['interval', 'mechanisms'],
};

function judgeOutages(evidence: Evidence): Judgement {
  const { rolled, episodes, judged, scenario } = evidence;
  const limit = scenario.criteria.outage.longestMs;
  if (rolled === null || judged.every((view) => view.length === 0)) {
    const missing = reason(rolled === null ? 'upgrade-not-begun' : 'no-samples');
    return { scope: {}, state: 'unresolved', value: null, limit, reasons: [missing] };
  }
  const worst = longestOutage(episodes, rolled);
  if (worst === null) return { scope: {}, state: 'met', value: 0, limit, reasons: [reason('no-outage')] };
  const over = outagesIn(episodes, rolled).flatMap(({ episode, ms }) => (ms > limit ? [episode] : []));
  // A longer interval helps against no outage that began before the first step.
  const places = over.map((episode) => stepAt(evidence, episode.beginsUs));
  const remaining = longestOutage(allEpisodes(evidence.withoutLoadHost), rolled)?.ms ?? 0;
  const { view, beginsUs } = worst.episode;
  const step = stepAt(evidence, beginsUs);
  const window = step === null ? undefined : evidence.windows[step];
  const seen = reason('longest-outage', {
    lane: laneTitle(view),
    ms: worst.ms,
    resolutionMs: 1000 / view.ratePerS,
    beganBeforeUs: beginsUs < rolled.fromUs ? beginsUs : null,
  });
  return {
    scope: {
      target: view.target,
      lane: view.lane,
      ...(window ? { step: stepTitle(window, evidence.windows.length) } : {}),
    },
    value: rounded(worst.ms),
    limit,
    ...judgeAgainstLimit(worst.ms, limit, remaining, seen),
    steps: places.includes(null) ? [] : [...new Set(places.filter((place) => place !== null))],
    episodes: over,
  };
}

function findBaselineOutage({ episodes, scenario }: Evidence, baseline: Period): Reason[] {
  const worst = longestOutage(episodes, baseline);
  if (worst === null || worst.ms <= scenario.criteria.outage.longestMs) return [];
  return [reason('baseline-outage', { lane: laneTitle(worst.episode.view), ms: worst.ms })];
}
