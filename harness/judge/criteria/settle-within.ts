import type { Evidence } from '../evidence.ts';
import type { BusyTime } from '../host-load.ts';
import { overloadAround } from '../host-overload.ts';
import { stepAt } from '../places.ts';
import type { StepWindow } from '../windows.ts';
import { durationText, releaseTitle, rounded, stepTitle } from '../words.ts';
import type { CriterionDefinition, Finding, Judgement } from './criterion.ts';

/** The evidence goes so far past the limit that the last step would have been seen to recover, in ms. */
const beyondLimitMs = 10_000;

/** From a step's release until the service has recovered. */
export const settleWithin: CriterionDefinition = {
  id: 'settle.within',
  unit: 'ms',
  judge: (evidence) =>
    evidence.scenario.upgrade.none ? [] : evidence.windows.map((window) => judgeStep(window, evidence)),
  appliesToBaseline: { reason: 'no node is released in the baseline, so nothing recovers in it' },
  noiseFloor: { reason: 'it is not judged where nothing is upgraded: A/A runs have nothing to compare' },
  hostOverload: overloadOfRecovery,
  recommendedBy: ['interval', 'mechanisms'],
};

function judgeStep(window: StepWindow, evidence: Evidence): Judgement {
  const limit = evidence.scenario.criteria.settle.withinMs;
  const { position } = window;
  const { state, ms, why } = stateOf(window, limit, position === evidence.windows.length - 1);
  return {
    scope: { step: stepTitle(window, evidence.windows.length) },
    state,
    value: ms === null ? null : rounded(ms),
    limit,
    why,
    steps: [position],
    episodes: evidence.episodes.filter(({ firstBadUs }) => stepAt(evidence, firstBadUs) === position),
  };
}

interface State extends Pick<Judgement, 'state' | 'why'> {
  readonly ms: number | null;
}

function stateOf(window: StepWindow, limit: number, last: boolean): State {
  const { settled, releasedUs, chargedUntilUs } = window;
  const release = releaseTitle(window);
  if (releasedUs === null)
    return { state: 'unresolved', ms: null, why: 'the node was neither uncordoned nor replaced' };
  const outlasting =
    window.outlasting.length === 0
      ? ''
      : `; when the next step began it had not recovered: ${window.outlasting.join('; ')}`;
  if (settled !== null) return stateOfRecovery(settled, limit, release, outlasting);
  if (window.settledUnseenMs !== null) {
    const hidden = `the watches were blind until the evidence ends: it may have recovered ${durationText(window.settledUnseenMs)} after the ${release}`;
    return window.settledUnseenMs > limit
      ? { state: 'missed', ms: window.settledUnseenMs, why: `${hidden} at the earliest${outlasting}` }
      : { state: 'unresolved', ms: null, why: `${hidden}${outlasting}` };
  }
  const seenMs = Math.max(0, chargedUntilUs - releasedUs) / 1000;
  if (last && seenMs > limit + beyondLimitMs) {
    const why = `not recovered ${durationText(seenMs)} after the ${release}, when the evidence ends`;
    return { state: 'missed', ms: seenMs, why };
  }
  const why = `not seen to recover within the ${durationText(seenMs)} that follow the ${release}${outlasting}`;
  return { state: 'unresolved', ms: null, why };
}

function stateOfRecovery(
  { ms, atLeastMs }: NonNullable<StepWindow['settled']>,
  limit: number,
  release: string,
  outlasting: string,
): State {
  if (ms <= limit)
    return { state: 'met', ms, why: `recovered ${durationText(ms)} after the ${release}${outlasting}` };
  if (atLeastMs > limit) {
    const why = `recovered only ${durationText(atLeastMs)} after the ${release}${outlasting}`;
    return { state: 'missed', ms: atLeastMs, why };
  }
  const why = `the watches were blind: it recovered between ${durationText(atLeastMs)} and ${durationText(ms)} after the ${release}`;
  return { state: 'unresolved', ms, why };
}

function overloadOfRecovery({ criterion, steps }: Finding, evidence: Evidence): BusyTime | null {
  const releasedUs = evidence.windows[steps[0] ?? -1]?.releasedUs ?? null;
  if (releasedUs === null) return null;
  const toUs = releasedUs + (criterion.value ?? 0) * 1000;
  return overloadAround({ fromUs: releasedUs, toUs }, evidence);
}
