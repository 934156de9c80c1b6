import { reason } from '../../reasons/reason.ts';
import { formatDuration } from '../../scenario/duration.ts';
import type { Recommendation } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { findLongestLag } from './longest-lag.ts';
import type { ExplainedEpisode } from './mechanisms/mechanism.ts';

/**
 * From the control plane's release until the last request that was lost because of its absence, rounded up to
 * five seconds.
 */
export function recommendControlPlaneInterval(
  { alike }: Pick<ExplainedEpisode, 'alike'>,
  { scenario, windows }: Evidence,
): Recommendation[] {
  const lastUs = Math.max(...alike.map(({ episode }) => episode.lastBadUs));
  const released = windows.filter(
    ({ step, releasedUs }) =>
      step.slot.role === 'control-plane' && releasedUs !== null && releasedUs < lastUs,
  );
  const releasedUs = released.at(-1)?.releasedUs;
  const { intervalMs } = scenario.upgrade.controlPlane;
  if (releasedUs === null || releasedUs === undefined) return [];
  const lagMs = (lastUs - releasedUs) / 1000;
  const neededMs = Math.ceil(lagMs / 5_000) * 5_000;
  if (neededMs <= intervalMs) return [];
  return [
    {
      setting: 'upgrade.controlPlane.interval',
      from: formatDuration(intervalMs),
      to: formatDuration(neededMs),
      reasons: [...findLongestLag(alike).evidence, reason('last-loss-rounded-up', { ms: lagMs, toS: 5 })],
    },
  ];
}
