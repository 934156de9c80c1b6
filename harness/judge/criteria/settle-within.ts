import { reason } from '../../reasons/reason.ts';
import type { Release } from '../../reasons/settle-reasons.ts';
import { isEndedEarly } from '../../timeline/ended-early.ts';
import { overloadAround } from '../causes/host-overload.ts';
import type { Evidence } from '../evidence.ts';
import type { StepWindow } from '../harm/windows.ts';
import type { BusyTime } from '../load-host/host-load.ts';
import { stepAt } from '../step-at.ts';
import { releaseTitle, rounded, stepTitle } from '../words.ts';
import type { CriterionDefinition, Finding, Judgement } from './criterion.ts';

/** The evidence extends this far past the limit, so that the last step's recovery would have been seen, in ms. */
const beyondLimitMs = 10_000;

/** From a step's release until the service has recovered. */
export const settleWithin: CriterionDefinition = {
  id: 'settle.within',
  unit: 'ms',
  judge: (evidence) =>
    evidence.scenario.upgrade.none
      ? []
      : evidence.windows
          .filter(({ step }) => !isEndedEarly(step, evidence.timeline))
          .map((window) => judgeStep(window, evidence)),
  appliesToBaseline: { reason: 'no node is released in the baseline, so nothing recovers in it' },
  noiseFloor: { reason: 'it is not judged where nothing is upgraded: A/A runs have nothing to compare' },
  hostOverload: findRecoveryOverload,
  recommendedBy: ['interval', 'mechanisms'],
};

function judgeStep(window: StepWindow, evidence: Evidence): Judgement {
  const limit = evidence.scenario.criteria.settle.withinMs;
  const { position, outlasting } = window;
  const { state, ms, reasons } = decideState(window, limit, position === evidence.windows.length - 1);
  const tooEarly =
    outlasting.length === 0 ? [] : [reason('next-step-too-early', { unrecovered: outlasting })];
  return {
    scope: { step: stepTitle(window, evidence.windows.length) },
    state,
    value: ms === null ? null : rounded(ms),
    limit,
    reasons: [...reasons, ...tooEarly],
    steps: [position],
    episodes: evidence.episodes.filter(({ beginsUs }) => stepAt(evidence, beginsUs) === position),
  };
}

interface State extends Pick<Judgement, 'state' | 'reasons'> {
  readonly ms: number | null;
}

function decideState(window: StepWindow, limit: number, last: boolean): State {
  const { settled, settledUnseenMs, releasedUs, chargedUntilUs } = window;
  const release = releaseTitle(window);
  if (releasedUs === null) return { state: 'unresolved', ms: null, reasons: [reason('node-not-released')] };
  if (settled !== null) return decideRecoveryState(settled, limit, release);
  if (settledUnseenMs !== null) {
    const late = settledUnseenMs > limit;
    return {
      state: late ? 'missed' : 'unresolved',
      ms: late ? settledUnseenMs : null,
      reasons: [reason('recovery-hidden', { ms: settledUnseenMs, release })],
    };
  }
  const ms = Math.max(0, chargedUntilUs - releasedUs) / 1000;
  return last && ms > limit + beyondLimitMs
    ? { state: 'missed', ms, reasons: [reason('not-recovered', { ms, release })] }
    : { state: 'unresolved', ms: null, reasons: [reason('recovery-not-seen', { ms, release })] };
}

function decideRecoveryState(
  { ms, atLeastMs }: NonNullable<StepWindow['settled']>,
  limit: number,
  release: Release,
): State {
  if (ms <= limit) return { state: 'met', ms, reasons: [reason('recovered', { ms, release })] };
  if (atLeastMs > limit)
    return {
      state: 'missed',
      ms: atLeastMs,
      reasons: [reason('recovered-late', { ms: atLeastMs, release })],
    };
  const between = { earliestMs: atLeastMs, latestMs: ms, release };
  return { state: 'unresolved', ms, reasons: [reason('recovered-unseen', between)] };
}

function findRecoveryOverload({ criterion, steps }: Finding, evidence: Evidence): BusyTime | null {
  const releasedUs = evidence.windows[steps[0] ?? -1]?.releasedUs ?? null;
  if (releasedUs === null) return null;
  const toUs = releasedUs + (criterion.value ?? 0) * 1000;
  return overloadAround({ fromUs: releasedUs, toUs }, evidence);
}
