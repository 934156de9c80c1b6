import type { Evidence } from '../evidence.ts';
import type { StepWindow } from '../harm/windows.ts';
import type { LaneView } from '../lanes/lane-view.ts';
import { latencyPercentiles } from '../lanes/latencies.ts';
import type { Period } from '../periods.ts';
import { durationText, laneTitle, stepTitle } from '../words.ts';
import { latencyChange } from './latency.ts';

/**
 * Steps whose own p90 is above what their role's mean is allowed, in words: the criterion is about the mean of the
 * role's steps, in which a single one may hide. None where latency is not judged.
 */
export function slowSteps(evidence: Evidence): string[] {
  if (evidence.timeline.claims?.production === false) return [];
  return evidence.windows.flatMap((window) => {
    const worst = worstOf(window, evidence);
    return worst === null
      ? []
      : [
          `In ${stepTitle(window, evidence.windows.length)} alone the p90 of ${laneTitle(worst.view)} was ${durationText(worst.p90Ms)}, above the ${durationText(worst.allowedMs)} allowed: the criterion compares the mean over its role's steps; ${besides(worst, window, evidence)}.`,
        ];
  });
}

interface SlowLane {
  readonly view: LaneView;
  readonly p90Ms: number;
  readonly allowedMs: number;
}

/** The lane furthest above what it is allowed; null when none is above. */
function worstOf(window: StepWindow, { judged, baseline, scenario, windows }: Evidence): SlowLane | null {
  if (baseline === null) return null;
  const ofRole = windows.filter((one) => one.step.slot.role === window.step.slot.role);
  const slow = judged.flatMap((view) => {
    const { baselineMs, margin } = latencyChange(view, baseline, ofRole, scenario.criteria.latency.p90);
    if (baselineMs === null || margin === null) return [];
    const p90Ms = p90In(view, window);
    const allowedMs = baselineMs * Math.exp(margin);
    return p90Ms > allowedMs ? [{ view, p90Ms, allowedMs }] : [];
  });
  return slow.toSorted((a, b) => b.p90Ms / b.allowedMs - a.p90Ms / a.allowedMs)[0] ?? null;
}

/** Whether the control lane rose by so much that the rest is within what is allowed. */
function besides(
  { p90Ms, allowedMs }: SlowLane,
  window: StepWindow,
  { controls, baseline }: Evidence,
): string {
  const rises = controls
    .map((view) => p90In(view, window) - (baseline === null ? Number.NaN : p90In(view, baseline)))
    .filter((rise) => !Number.isNaN(rise));
  if (rises.length === 0) return 'there is no control lane to compare with';
  const rose = Math.max(...rises);
  return p90Ms - rose <= allowedMs
    ? `the control lane, which no upgrade touches, rose by ${durationText(rose)} in it as well, enough to explain that`
    : `the control lane, which no upgrade touches, rose too little to explain that (${durationText(rose)})`;
}

/** In ms, of the right answers; NaN without one. */
function p90In(view: LaneView, period: Period): number {
  const [p90 = Number.NaN] = latencyPercentiles(view, [period], [0.9]);
  return p90 / 1000;
}
