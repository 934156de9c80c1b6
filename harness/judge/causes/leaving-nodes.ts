import type { Step } from '../../timeline/model.ts';
import type { Evidence } from '../evidence.ts';
import { joinedWithinUs } from '../harm/episodes.ts';
import type { Period } from '../periods.ts';

/**
 * From the start of a node's removal until a second after it was gone; null if it stays. A command prints when it has
 * ordered the end of a machine, not when that has ended: the machine may run until the pause that follows is over.
 */
export function leavingPeriod({ actions, retired }: Step): Period | null {
  const retire = actions.find(({ action }) => action === 'retire');
  if (retire === undefined) return null;
  const pause =
    retired?.knownFrom === 'tool' ? actions.find(({ action }) => action === 'interval') : undefined;
  const ends = [retire.toUs, retired?.atUs, pause?.toUs].filter((atUs) => atUs != null);
  return { fromUs: retire.fromUs, toUs: Math.max(retire.fromUs, ...ends) + joinedWithinUs };
}

/**
 * When a node that is removed left this tool's front door: at the beginning of its drain, or when it was cordoned. Null if it
 * stays.
 */
export function findLeftUs({ actions, cordoned }: Step): number | null {
  if (!actions.some(({ action }) => action === 'retire')) return null;
  return actions.find(({ action }) => action === 'drain')?.fromUs ?? cordoned?.atUs ?? null;
}

/** Whether a node was leaving at a moment. */
export function isNodeLeavingAt(atUs: number, { timeline }: Evidence): boolean {
  return timeline.steps.some((step) => {
    const leaving = leavingPeriod(step);
    return leaving !== null && atUs >= leaving.fromUs && atUs <= leaving.toUs;
  });
}
