import type { Criterion } from '../summary.ts';
import { durationText } from '../words.ts';

/** Missed, unless what the rig does not explain is within the limit. */
export function stateBesideRig(
  value: number,
  limit: number,
  withoutRig: number,
  seen: string,
): Pick<Criterion, 'state' | 'why'> {
  if (value <= limit) return { state: 'met', why: seen };
  if (withoutRig <= limit)
    return {
      state: 'unresolved',
      why: `${seen}; the rig explains the excess (${durationText(withoutRig)} without its marked seconds): lower the rate, use a bigger machine or keep processors apart; "The rig itself" has what was measured`,
    };
  return { state: 'missed', why: seen };
}
