import { reason } from '../../../reasons/reason.ts';
import { joinedWithinUs } from '../../harm/episodes.ts';
import { findApiReturnUs } from '../api-return.ts';
import { recommendControlPlaneInterval } from '../interval-recommendation.ts';
import { findTerminatingPods } from '../terminating-pods.ts';
import { dueWithin } from '../unreached-requests.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * A controller manager that returns with its API server waits until the old leader's lease expires (15 s by
 * default) and lists everything again: until then a terminating pod stays a ready endpoint. 30 s cover both.
 */
const leadsAgainWithinUs = 30_000_000;

/**
 * The endpoint slices were late, because the control plane had just been unavailable: a pod was a ready
 * endpoint for more than a second after its termination began, and new connections were sent to it and
 * failed. Its lag counts from the API server's return.
 */
export const slicesBehind: Mechanism = {
  id: 'slices-behind',
  title: "endpoint slices behind after the API server's restart",
  find: {
    episode(episode, evidence) {
      const unreached = evidence.unreachedIn(episode);
      const found = findTerminatingPods(episode, evidence).flatMap(({ life, fromUs }) => {
        const untilUs = life.unroutedUs;
        if (untilUs === null || untilUs - fromUs <= joinedWithinUs) return [];
        const returnedUs = findApiReturnUs(evidence, fromUs - leadsAgainWithinUs, untilUs);
        const lostUs = dueWithin(unreached, fromUs, untilUs + joinedWithinUs);
        return returnedUs === null || lostUs.length === 0 ? [] : [{ life, fromUs, untilUs, returnedUs }];
      });
      const last = found.sort((a, b) => a.untilUs - b.untilUs).at(-1);
      if (last === undefined) return null;
      // If several pods qualify, each request counts once.
      const lost = unreached.dueUs.reduce(
        (sum, dueUs) => sum + Number(found.some((one) => isLostTo(one, dueUs))),
        0,
      );
      const { life, returnedUs, fromUs: terminatingUs, untilUs: unroutedUs } = last;
      const seen = reason('slices-behind', { pod: life.pod, returnedUs, terminatingUs, unroutedUs, lost }, [
        { pod: life.pod },
        { record: 'endpoints', atUs: unroutedUs },
      ]);
      return {
        explains: lost,
        lagMs: (unroutedUs - returnedUs) / 1000,
        evidence: [seen],
      };
    },
  },
  recommend: { episode: recommendControlPlaneInterval },
  docs: {
    when: 'A pod was a ready endpoint for more than 1 s after its termination began, an API server came back at most 30 s before that or until the endpoint was removed, and new connections failed meanwhile.',
    recommendation: '`upgrade.controlPlane.interval`.',
  },
};

/** Whether a request was due while the pod was a ready endpoint although it terminated, or within a second after. */
function isLostTo(
  { fromUs, untilUs }: { readonly fromUs: number; readonly untilUs: number },
  dueUs: number,
): boolean {
  return dueUs >= fromUs && dueUs <= untilUs + joinedWithinUs;
}
