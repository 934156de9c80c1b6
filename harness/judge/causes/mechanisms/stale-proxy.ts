import { reason } from '../../../reasons/reason.ts';
import { joinedWithinUs } from '../../harm/episodes.ts';
import { findApiReturnUs } from '../api-return.ts';
import { countUnreached } from '../bad-requests.ts';
import { recommendControlPlaneInterval } from '../interval-recommendation.ts';
import { findTerminatingPods } from '../terminating-pods.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * A node proxy whose requests failed during its API server's outage retries after 30 to 60 s, however soon the server
 * returns: client-go's reflector doubles its pause up to 30 s and adds up to as much again at random
 * (`NewExponentialBackoffManager(800ms, 30s, 2min, 2.0, 1.0)` in tools/cache/reflector.go of 1.33 and 1.34).
 */
const listsAgainWithinUs = 60_000_000;

/**
 * The node proxies applied a slice late, because the API server had been unavailable: new connections went to a pod for
 * more than a second after it had ceased to be a ready endpoint. Its lag counts from the API server's return.
 */
export const staleProxy: Mechanism = {
  id: 'stale-proxy',
  title: "node proxy stale after the API server's restart",
  find: {
    episode(episode, evidence) {
      const returnedUs = findApiReturnUs(
        evidence,
        episode.firstBadUs - listsAgainWithinUs,
        episode.lastBadUs,
      );
      if (returnedUs === null) return null;
      const late = findTerminatingPods(episode, evidence).flatMap(({ life: { pod, unroutedUs }, fromUs }) =>
        unroutedUs !== null && unroutedUs + joinedWithinUs < episode.lastBadUs
          ? [{ pod, unroutedUs, fromUs }]
          : [],
      );
      const [first] = late.sort((a, b) => a.unroutedUs - b.unroutedUs);
      if (first === undefined) return null;
      // Requests before that were sent to the pod by the slices themselves.
      const sinceUs = Math.max(first.fromUs, first.unroutedUs);
      const { pod, unroutedUs } = first;
      const lastUs = episode.lastBadUs;
      return {
        explains: countUnreached(episode, sinceUs),
        lagMs: (lastUs - returnedUs) / 1000,
        evidence: [
          reason('stale-proxy', { pod, returnedUs, unroutedUs, lastUs }, [
            { pod },
            { record: 'endpoints', atUs: unroutedUs },
          ]),
        ],
      };
    },
  },
  recommend: { episode: recommendControlPlaneInterval },
  docs: {
    when: 'An API server came back at most 60 s before the first bad request (client-go lists again after 30 to 60 s). New connections failed for more than 1 s after a terminating pod ceased to be a ready endpoint.',
    recommendation: '`upgrade.controlPlane.interval`.',
  },
};
