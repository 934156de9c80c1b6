import { reason } from '../../../reasons/reason.ts';
import { isHalfCovered, overlapUs } from '../../overlaps.ts';
import type { ProbeOutage } from '../../probes/probes.ts';
import type { Mechanism } from './mechanism.ts';

/** Probes that ask an API server to do something. */
const needApi: ReadonlySet<string> = new Set(['apiWrite', 'rollout']);

/** What is asked of an API server fails where that does not answer at all. */
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
