import type { Step } from '../../timeline/model.ts';
import type { Evidence } from '../evidence.ts';
import { joinedWithinUs } from '../harm/episodes.ts';
import type { Period } from '../periods.ts';

/** From the start of a node's removal until a second after it was gone; null if it stays. */
export function leavingPeriod({ actions, retired }: Step): Period | null {
  const retire = actions.find(({ action }) => action === 'retire');
  if (retire === undefined) return null;
  const ends = [retire.toUs, retired?.atUs ?? null].filter((atUs) => atUs !== null);
  return { fromUs: retire.fromUs, toUs: Math.max(retire.fromUs, ...ends) + joinedWithinUs };
}

/** Whether a node was leaving at a moment. */
export function isNodeLeavingAt(atUs: number, { timeline }: Evidence): boolean {
  return timeline.steps.some((step) => {
    const leaving = leavingPeriod(step);
    return leaving !== null && atUs >= leaving.fromUs && atUs <= leaving.toUs;
  });
}
