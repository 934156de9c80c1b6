import type { Reason } from '../../reasons/reason.ts';
import { formatDuration } from '../../scenario/duration.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Recommendation } from '../answer/summary.ts';

/**
 * A machine that runs on for so long after its drain, rounded up to a second: nothing where it does already. A drain may end
 * at once, so its own duration does not count.
 */
export function recommendPostDrainDelay(
  neededMs: number,
  { upgrade }: Pick<Scenario, 'upgrade'>,
  reasons: readonly Reason[],
): Recommendation[] {
  const { postDrainDelayMs } = upgrade.drain;
  const toMs = Math.ceil(neededMs / 1_000) * 1_000;
  if (toMs <= postDrainDelayMs) return [];
  return [
    {
      setting: 'upgrade.drain.postDrainDelay',
      from: formatDuration(postDrainDelayMs),
      to: formatDuration(toMs),
      reasons,
    },
  ];
}
