import type { Release } from '../reasons/settle-reasons.ts';
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

/** The event from which a step's recovery counts. */
export function releaseTitle({ step }: StepWindow): Release {
  return step.retired === null ? 'uncordon' : 'replacement';
}

export function laneTitle({ target, lane }: { readonly target: string; readonly lane: string }): string {
  return `${target}/${lane}`;
}
