import { type Reason, reason } from '../../reasons/reason.ts';
import type { Evidence } from '../evidence.ts';
import type { StepWindow } from '../harm/windows.ts';
import type { LaneView } from '../lanes/lane-view.ts';
import { latencyPercentiles } from '../lanes/latencies.ts';
import type { Period } from '../periods.ts';
import { laneTitle, stepTitle } from '../words.ts';
import { latencyChange } from './latency.ts';

/**
 * Steps whose own p90 exceeds the limit of their role's mean: the criterion uses the mean of the role's
 * steps, which may hide a single one. None if latency is not judged.
 */
export function findSlowSteps(evidence: Evidence): Reason[] {
  if (evidence.timeline.claims?.production === false) return [];
  return evidence.windows.flatMap((window) => {
    const worst = findSlowestLane(window, evidence);
    if (worst === null) return [];
    const { view, p90Ms, allowedMs } = worst;
    const place = { step: stepTitle(window, evidence.windows.length), lane: laneTitle(view) };
    const controlMs = findControlRise(window, evidence);
    return [reason('step-above-allowed', { ...place, p90Ms, allowedMs, controlMs })];
  });
}

interface SlowLane {
  readonly view: LaneView;
  readonly p90Ms: number;
  readonly allowedMs: number;
}

/** The lane furthest above its limit; null if none is above. */
function findSlowestLane(
  window: StepWindow,
  { judged, baseline, scenario, windows }: Evidence,
): SlowLane | null {
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

/** The largest rise of a control lane's p90 in a step; null if there is none. */
function findControlRise(window: StepWindow, { controls, baseline }: Evidence): number | null {
  const rises = controls
    .map((view) => p90In(view, window) - (baseline === null ? Number.NaN : p90In(view, baseline)))
    .filter((rise) => !Number.isNaN(rise));
  return rises.length === 0 ? null : Math.max(...rises);
}

/** In ms, of the good responses; NaN without one. */
function p90In(view: LaneView, period: Period): number {
  const [p90 = Number.NaN] = latencyPercentiles(view, [period], [0.9]);
  return p90 / 1000;
}
