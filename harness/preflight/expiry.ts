import type { Check } from '../clusters/cluster.ts';
import { duration } from '../format/durations.ts';
import { estimate } from '../plan/estimate.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Whether a clone outlives its rehearsal by its own tags: who removes what has expired would remove it in mid-run. Null without a clone. */
export function expiryCheck(scenario: Scenario): Check | null {
  const { clone } = scenario.cluster;
  if (clone === null) return null;
  const neededMs = estimate(scenario).reduce((sum, { expectedMs }) => sum + expectedMs, 0);
  const ok = neededMs <= clone.ttlMs;
  return {
    name: "clone's expiry",
    ok,
    found: `after ${duration(clone.ttlMs)}; the rehearsal takes at least ${duration(neededMs)}`,
    hint: ok ? '' : 'Raise `cluster.clone.ttl`: a cloud takes minutes for each machine.',
    code: null,
  };
}
