import { probeCriterion } from './probe-criterion.ts';
import { findUnprobedServers } from './unprobed-servers.ts';

/** The longest time that no Deployment could be rolled out through an API server: attempted every 15 s. */
export const probesRollout = probeCriterion({
  probe: 'rollout',
  smallestGapMs: 45_000,
  findUnprobed: findUnprobedServers,
});
