import { reason } from '../../reasons/reason.ts';
import type { ProbeTraits } from './probe-criterion.ts';

/** API servers are known by number only: one that was not probed has no name here. */
export const findUnprobedServers: ProbeTraits['findUnprobed'] = (sources, cluster) => {
  const servers = cluster?.apiServers.length ?? 0;
  return sources.size < servers ? reason('servers-not-probed', { probed: sources.size, servers }) : null;
};
