import type { KnownFrom } from '../../journal/records.ts';
import { isOnWayBack } from '../../timeline/ended-early.ts';
import type { Span, Step, Timeline } from '../../timeline/model.ts';
import { findRelease } from '../../timeline/steps.ts';
import { countIn, type LaneView, rowAt, rowsWithBad } from '../lanes/lane-view.ts';
import type { Period } from '../periods.ts';
import { overAtTheEarliest, readinessUnseen } from './blind-spots.ts';
import { joinedWithinUs, type RawEpisode } from './episodes.ts';
import { groupSideBySide, mergeSteps } from './side-by-side.ts';

/** A window lasts this much longer than its step's recovery. */
const afterRecoveryUs = 5_000_000;
/** The lanes must be no worse than in the baseline for this long to count as recovered. */
const quietUs = 10_000_000;

/** The period in which harm is attributed to a step. */
export interface StepWindow {
  /** Several that went side by side are one, see `mergeSteps`. */
  readonly step: Step;
  /** The steps that it is made of: itself, or those that went side by side. */
  readonly members: readonly Step[];
  /** Counts the run's windows, from 0. */
  readonly position: number;
  /** Whether it took its node back to the old version. */
  readonly onWayBack: boolean;
  readonly fromUs: number;
  readonly toUs: number;
  readonly toKnownFrom: KnownFrom;
  /** Until the next step begins, or the evidence ends: harm between the window and this is charged to the step, too. */
  readonly chargedUntilUs: number;
  /** When the node was released or, of several, the last one; null if one was not. */
  readonly releasedUs: number | null;
  /**
   * From the release until recovered, if it was seen to recover. `atLeastMs` assumes that everything the
   * blind watches missed was ready.
   */
  readonly settled: { readonly ms: number; readonly atLeastMs: number } | null;
  /**
   * It was not seen to recover, and may have while the watches were blind: this long after the release at the earliest.
   */
  readonly settledUnseenMs: number | null;
  /** What had not recovered when the next step began, and continued after it; as text. */
  readonly outlasting: readonly string[];
}

/** Inputs of the windows. */
export interface WindowEvidence {
  readonly timeline: Timeline;
  readonly judged: readonly LaneView[];
  readonly episodes: readonly RawEpisode[];
  readonly baseline: Period | null;
  readonly endUs: number;
}

/** One window for each step, or for those that went side by side; in order of time, without overlaps. */
export function stepWindows(evidence: WindowEvidence): StepWindow[] {
  const steps = groupSideBySide(evidence.timeline.steps).map((members) => ({
    step: mergeSteps(members),
    members,
  }));
  return steps.map((merged, position) =>
    createWindow(merged, position, steps[position + 1]?.step ?? null, evidence),
  );
}

function createWindow(
  { step, members }: Pick<StepWindow, 'step' | 'members'>,
  position: number,
  next: Step | null,
  evidence: WindowEvidence,
): StepWindow {
  const fromUs = step.began.atUs;
  const chargedUntilUs = Math.max(fromUs, next?.began.atUs ?? evidence.endUs);
  const releasedUs = findLatest(members.map(findReleaseTime));
  const outlasting = next === null ? [] : outlastingAt(next.began.atUs, fromUs, evidence);
  const recovery = releasedUs === null ? null : findRecovery(releasedUs, next, outlasting, evidence);
  const recoveredUs = recovery?.atUs ?? null;
  const cut =
    isUntouched(step) ||
    recoveredUs === null ||
    outlasting.length > 0 ||
    recoveredUs + afterRecoveryUs >= chargedUntilUs;
  const sinceRelease = (atUs: number) => (atUs - (releasedUs ?? atUs)) / 1000;
  return {
    step,
    members,
    position,
    onWayBack: isOnWayBack(step, evidence.timeline),
    fromUs,
    toUs: cut ? chargedUntilUs : recoveredUs + afterRecoveryUs,
    toKnownFrom: cut ? (next?.began.knownFrom ?? 'intent') : 'api',
    chargedUntilUs,
    releasedUs,
    settled:
      recovery === null || recoveredUs === null
        ? null
        : { ms: sinceRelease(recoveredUs), atLeastMs: sinceRelease(recovery.atLeastUs) },
    settledUnseenMs: recovery === null || recoveredUs !== null ? null : sinceRelease(recovery.atLeastUs),
    outlasting: outlasting.map((one) => one.what),
  };
}

/** The uncordon, the quarantine, the last new node's readiness or, if a step has neither (a run that changes nothing), its end. */
function findReleaseTime(step: Step): number | null {
  const release = findRelease(step);
  if (release !== null) return release.atUs;
  if (!isUntouched(step)) return null;
  return step.actions.findLast((one) => one.action === 'step')?.toUs ?? null;
}

/** Nothing was done to the node (a run that changes nothing): its window lasts until the next step. */
function isUntouched(step: Step): boolean {
  return step.outcome === 'done' && step.cordoned === null;
}

interface Outlasting extends Span {
  readonly what: string;
  /** Its end, if it was over as soon as the watches could not see it. */
  readonly earliestUs: number | null;
}

/** Unreadiness and harm that began in the step and continued when the next one began. */
function outlastingAt(
  atUs: number,
  sinceUs: number,
  { timeline, episodes, endUs }: WindowEvidence,
): Outlasting[] {
  const goesOn = (one: Span) =>
    one.fromUs >= sinceUs && one.fromUs < atUs && (one.toUs === null || one.toUs > atUs);
  const harm = episodes.map((one) => {
    // Bad until the end: it was not seen to stop, and no interval is known to be long enough.
    const toUs = one.lastBadUs + joinedWithinUs > endUs ? null : one.lastBadUs;
    const what = `bad requests in ${one.view.target}/${one.view.lane}`;
    return { fromUs: one.firstBadUs, toUs, earliestUs: toUs, what };
  });
  const early = overAtTheEarliest(timeline.unready, timeline.blind);
  const unready = timeline.unready.map((one, i) => ({
    ...one,
    earliestUs: early[i]?.toUs ?? null,
    what: one.reasons.at(-1) ?? one.subject,
  }));
  return [...unready, ...harm].filter(goesOn);
}

interface Recovery {
  /** Null if it was not seen. */
  readonly atUs: number | null;
  readonly atLeastUs: number;
}

function findRecovery(
  releasedUs: number,
  next: Step | null,
  outlasting: readonly Outlasting[],
  evidence: WindowEvidence,
): Recovery | null {
  const { timeline } = evidence;
  if (outlasting.length > 0) {
    const atLeastUs = findLatest(outlasting.map((one) => one.earliestUs));
    if (atLeastUs === null) return null;
    return {
      atUs: findLatest(outlasting.map((one) => one.toUs)),
      atLeastUs: Math.max(releasedUs, atLeastUs),
    };
  }
  const early = overAtTheEarliest(timeline.unready, timeline.blind);
  const atLeastUs = quietFrom(releasedUs, next, early, evidence);
  const unseen = [...timeline.unready, ...readinessUnseen(timeline.blind)];
  return atLeastUs === null ? null : { atUs: quietFrom(releasedUs, next, unseen, evidence), atLeastUs };
}

/** The latest of several ends; null if one of them has none. */
function findLatest(ends: readonly (number | null)[]): number | null {
  const known = ends.filter((one) => one !== null);
  return known.length < ends.length ? null : Math.max(...known);
}

/**
 * The first moment from `fromUs` on after which everything is ready and no judged lane is worse than in the
 * baseline, for ten seconds or until the next step begins; null if the evidence does not show one.
 */
function quietFrom(
  fromUs: number,
  next: Step | null,
  unready: readonly Span[],
  evidence: WindowEvidence,
): number | null {
  const limitUs = next?.began.atUs ?? Number.POSITIVE_INFINITY;
  for (let atUs = fromUs; ; ) {
    const untilUs = Math.min(atUs + quietUs, limitUs);
    if (atUs >= limitUs || untilUs > evidence.endUs) return null;
    const moved = lastUnready(unready, atUs, untilUs) ?? firstExcess(evidence, atUs, untilUs);
    if (moved === null) return atUs;
    atUs = moved;
  }
}

/** When the last unreadiness in a period ended; null if there is none. */
function lastUnready(unready: readonly Span[], fromUs: number, toUs: number): number | null {
  const ends = unready
    .filter((span) => span.fromUs < toUs && (span.toUs === null || span.toUs > fromUs))
    .map((span) => span.toUs ?? Number.POSITIVE_INFINITY);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** Just after the first bad request of a lane that is worse in this period than in the baseline; null if none is. */
function firstExcess({ judged, baseline }: WindowEvidence, fromUs: number, toUs: number): number | null {
  for (const view of judged) {
    const { slots, bad } = countIn(view, fromUs, toUs);
    if (bad === 0 || bad <= shareIn(view, baseline) * slots) continue;
    for (const rows of rowsWithBad(view, rowAt(view, fromUs))) {
      const row = rows.bad.indexOf(1);
      if (row >= 0) return (rows.intendedUs[row] as number) + 1;
    }
  }
  return null;
}

/** A lane's bad share in a period; 0 if there was no request. */
export function shareIn(view: LaneView, period: Period | null): number {
  if (period === null) return 0;
  const { slots, bad } = countIn(view, period.fromUs, period.toUs);
  return slots === 0 ? 0 : bad / slots;
}
