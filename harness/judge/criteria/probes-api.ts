import { probeCriterion } from './probe-criterion.ts';
import { findUnprobedServers } from './unprobed-servers.ts';

/** The longest time that an API server, or all of them through their balancer, did not answer `/readyz`. */
export const probesApi = probeCriterion({
  probe: 'api',
  smallestGapMs: 5_000,
  findUnprobed: findUnprobedServers,
});
