import type { Step } from '../../timeline/model.ts';
import { joinedWithinUs } from '../episodes.ts';
import type { Evidence } from '../evidence.ts';
import type { Period } from '../periods.ts';

/** From the beginning of a node's retirement until a second after it was gone; null where it stays. */
export function leavingOf({ actions, retired }: Step): Period | null {
  const retire = actions.find((one) => one.action === 'retire');
  if (retire === undefined) return null;
  const ends = [retire.toUs, retired?.atUs ?? null].filter((one) => one !== null);
  return { fromUs: retire.fromUs, toUs: Math.max(retire.fromUs, ...ends) + joinedWithinUs };
}

/** Whether a node was leaving at a moment. */
export function isLeavingAt(atUs: number, { timeline }: Evidence): boolean {
  return timeline.steps.some((step) => {
    const leaving = leavingOf(step);
    return leaving !== null && atUs >= leaving.fromUs && atUs <= leaving.toUs;
  });
}
