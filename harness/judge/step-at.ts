import type { Action } from '../journal/records.ts';
import type { Evidence } from './evidence.ts';
import type { StepWindow } from './harm/windows.ts';

/** The step of a moment: the last one that had begun; the first one for earlier moments. */
export function stepAt(
  { windows, upgrade }: Pick<Evidence, 'windows' | 'upgrade'>,
  atUs: number,
): number | null {
  if (upgrade === null || atUs < upgrade.fromUs || windows.length === 0) return null;
  return windows.findLast((window) => window.fromUs <= atUs)?.position ?? 0;
}

/**
 * The current action on the node: the innermost running action, otherwise, within the step's window, the last
 * one before.
 */
export function actionAt({ step, toUs }: StepWindow, atUs: number): Action | null {
  const begun = step.actions.filter((one) => one.action !== 'step' && one.fromUs <= atUs);
  const underWay = begun.findLast((one) => one.toUs === null || one.toUs > atUs);
  // Minutes after a step its last action says nothing about the harm.
  return (underWay ?? (atUs < toUs ? begun.at(-1) : undefined))?.action ?? null;
}
