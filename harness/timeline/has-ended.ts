import type { PodState } from '../journal/records.ts';

/** Whether a pod's containers have ended for good. */
export function hasEnded({ phase }: Pick<PodState, 'phase'>): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}
