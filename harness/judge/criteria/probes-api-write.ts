import { probeCriterion } from './probe-criterion.ts';
import { findUnprobedServers } from './unprobed-servers.ts';

/** The longest time that nothing could be written through an API server. */
export const probesApiWrite = probeCriterion({
  probe: 'apiWrite',
  smallestGapMs: 5_000,
  findUnprobed: findUnprobedServers,
});
