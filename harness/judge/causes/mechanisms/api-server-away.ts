import { reason } from '../../../reasons/reason.ts';
import { isHalfCovered, overlapUs } from '../../overlaps.ts';
import type { ProbeOutage } from '../../probes/probes.ts';
import type { Mechanism } from './mechanism.ts';

/** Probes that need an API server to act. */
const needApi: ReadonlySet<string> = new Set(['apiWrite', 'rollout']);

/** Requests to an API server fail while it does not respond at all. */
export const apiServerAway: Mechanism = {
  id: 'api-server-away',
  title: 'the API server itself was away',
  find: {
    outage({ reading: { probe, source }, outage }, { probes }) {
      if (!needApi.has(probe)) return null;
      const api = probes.find((reading) => reading.probe === 'api' && reading.source === source);
      if (api === undefined || !isHalfCovered(outage, api.outages)) return null;
      const { fromUs, toUs } = api.outages.find((span) => overlapUs(span, outage) > 0) as ProbeOutage;
      return [reason('api-probe-failed', { source, fromUs, toUs })];
    },
  },
  recommend: null,
  docs: {
    when: 'Probes `apiWrite` and `rollout`: the `api` probe of the same API server failed for at least half of the outage.',
    recommendation: 'No setting: see the mechanism of probe `api`.',
  },
};
