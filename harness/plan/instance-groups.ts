import type { Slot } from '../scenario/scenario.ts';

type Place = Pick<Slot, 'role' | 'pool'>;

/**
 * Whether the place at an index is the first one of its instance group in a roll: of the control planes, or of its pool.
 * The word is kops'; nodes that are rolled side by side are a group of steps, see `groupSteps`.
 */
export function opensInstanceGroup(places: readonly Place[], index: number): boolean {
  const place = places[index];
  return place !== undefined && places.findIndex((other) => isSameInstanceGroup(other, place)) === index;
}

function isSameInstanceGroup(a: Place, b: Place): boolean {
  return a.role === b.role && (a.role === 'control-plane' || a.pool === b.pool);
}
