import { type Reason, reason } from '../../reasons/reason.ts';
import { findEpisodeOverload, longestOverload } from '../causes/host-overload.ts';
import type { Evidence } from '../evidence.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import { computeCharges, worstCharge } from '../harm/harm.ts';
import type { StepWindow } from '../harm/windows.ts';
import { computeBadMs, countIn } from '../lanes/lane-view.ts';
import type { BusyTime } from '../load-host/host-load.ts';
import type { Period } from '../periods.ts';
import { stepAt } from '../step-at.ts';
import { laneTitle, rounded, stepTitle } from '../words.ts';
import { judgeAgainstLimit } from './against-limit.ts';
import type { CriterionDefinition, Finding, Judgement } from './criterion.ts';

/** Bad requests / rate that are charged to one step, in its worst lane. */
export const badPerStep: CriterionDefinition = {
  id: 'bad.perStep',
  unit: 'ms',
  judge: (evidence) => evidence.windows.map((window) => judgeStep(window, evidence)),
  appliesToBaseline: findBaselineBadRequests,
  noiseFloor: {
    record: ({ steps }) => Object.fromEntries(steps.map(({ index, worst }) => [index, worst?.badMs ?? 0])),
    places: ({ steps }) => steps.map(String),
  },
  hostOverload: findStepOverload,
  recommendedBy: ['interval', 'mechanisms'],
};

function judgeStep(window: StepWindow, evidence: Evidence): Judgement {
  const { scenario, windows, baseline, upgrade, episodes } = evidence;
  const limit = scenario.criteria.bad.perStepMs;
  const worst = worstCharge(computeCharges(window, evidence.judged, baseline, upgrade));
  const step = stepTitle(window, windows.length);
  const steps = [window.position];
  if (worst === null)
    return {
      scope: { step },
      state: 'unresolved',
      value: null,
      limit,
      reasons: [reason('no-samples')],
      steps,
    };
  const remaining =
    worstCharge(computeCharges(window, evidence.withoutLoadHost, baseline, upgrade))?.badMs ?? 0;
  const seen = reason('bad-requests', { lane: laneTitle(worst.view), ms: worst.badMs });
  return {
    scope: { target: worst.view.target, lane: worst.view.lane, step },
    value: rounded(worst.badMs),
    limit,
    ...judgeAgainstLimit(worst.badMs, limit, remaining, seen),
    steps,
    episodes: episodes.filter(
      ({ view, beginsUs }) => view === worst.view && stepAt(evidence, beginsUs) === window.position,
    ),
    toleratedMs: limit,
  };
}

function findBaselineBadRequests({ judged, scenario }: Evidence, { fromUs, toUs }: Period): Reason[] {
  return judged.flatMap((view) => {
    const badMs = computeBadMs(view, countIn(view, fromUs, toUs).bad);
    return badMs > scenario.criteria.bad.perStepMs
      ? [reason('baseline-bad-requests', { lane: laneTitle(view), ms: badMs })]
      : [];
  });
}

/** In no lane more than the limit remains without the episodes that an overloaded host may have caused. */
function findStepOverload({ criterion, steps }: Finding, evidence: Evidence): BusyTime | null {
  const window = evidence.windows[steps[0] ?? -1];
  if (window === undefined) return null;
  const found: BusyTime[] = [];
  for (const { view, badMs } of computeCharges(
    window,
    evidence.judged,
    evidence.baseline,
    evidence.upgrade,
  )) {
    let leftMs = badMs;
    for (const episode of evidence.episodes) {
      if (episode.view !== view || stepAt(evidence, episode.beginsUs) !== window.position) continue;
      const busy = findEpisodeOverload(episode, evidence);
      if (busy === null) continue;
      leftMs -= chargedMs(episode, window);
      found.push(busy);
    }
    if (leftMs > criterion.limit) return null;
  }
  return longestOverload(found);
}

/** The part of an episode that is charged to a step: it may last into the next one. */
function chargedMs({ view, firstBadUs, lastBadUs }: RawEpisode, { chargedUntilUs }: StepWindow): number {
  return computeBadMs(view, countIn(view, firstBadUs, Math.min(lastBadUs + 1, chargedUntilUs)).bad);
}
