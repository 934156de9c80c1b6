import { reason } from '../../../reasons/reason.ts';
import { isHalfCovered } from '../../overlaps.ts';
import { throughBalancer } from '../../probes/probes.ts';
import type { Mechanism } from './mechanism.ts';

/** Through the balancer nothing responded, because no API server did. */
export const allApiServersAway: Mechanism = {
  id: 'all-api-servers-away',
  title: 'every API server away at once',
  find: {
    outage({ reading, outage }, { probes }) {
      if (reading.probe !== 'api' || reading.source !== throughBalancer) return null;
      const servers = probes.filter(({ probe, source }) => probe === 'api' && source !== throughBalancer);
      const away = servers.length > 0 && servers.every(({ outages }) => isHalfCovered(outage, outages));
      return away ? [reason('no-server-answered', { servers: servers.length })] : null;
    },
  },
  recommend: null,
  docs: {
    when: "Probe `api` through the balancer: each API server's own probe failed for at least half of the outage.",
    recommendation: 'No setting is known to help.',
  },
};
