import type { Release } from '../reasons/settle-reasons.ts';
import type { Step } from '../timeline/model.ts';
import { findQuarantine } from '../timeline/quarantined.ts';
import { findRelease } from '../timeline/steps.ts';
import type { StepWindow } from './harm/windows.ts';

/** To thousandths: no number here is more precise than that. */
export function rounded(value: number): number {
  // JSON knows no −0.
  return Math.round(value * 1000) / 1000 || 0;
}

/** `rehearse-RUN-worker2 (worker, step 3 of 3)`; with `way back` before `step` where its node went back to the old version. */
export function stepTitle({ step, position, onWayBack }: StepWindow, count: number): string {
  const direction = onWayBack ? 'way back, ' : '';
  return `${step.node} (${step.slot.role}, ${direction}step ${position + 1} of ${count})`;
}

/** The event from which a step's recovery counts: of several side by side, the last one's. */
export function releaseTitle({ step, members }: StepWindow): Release {
  const releasedUs = (member: Step) => findRelease(member)?.atUs ?? 0;
  const last = members.toSorted((a, b) => releasedUs(a) - releasedUs(b)).at(-1) ?? step;
  if (findQuarantine(last) !== null) return 'quarantine';
  return last.retired === null ? 'uncordon' : 'replacement';
}

export function laneTitle({ target, lane }: { readonly target: string; readonly lane: string }): string {
  return `${target}/${lane}`;
}
