import { reason } from '../../../reasons/reason.ts';
import { systemNamespace } from '../../../timeline/system-namespace.ts';
import { countUnreached } from '../bad-requests.ts';
import { findTerminatingPods } from '../terminating-pods.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * The node proxies themselves were being replaced: new connections failed before reaching a pod, although
 * pods were ready and none was terminating.
 */
export const proxiesRestarting: Mechanism = {
  id: 'proxies-restarting',
  title: 'node proxies being replaced',
  find: {
    episode(episode, evidence) {
      if (findTerminatingPods(episode, evidence).length > 0) return null;
      const span = evidence.timeline.unready.find(
        ({ subject, fromUs, toUs }) =>
          subject === `DaemonSet ${systemNamespace}/kube-proxy` &&
          fromUs <= episode.firstBadUs &&
          (toUs ?? Number.POSITIVE_INFINITY) >= episode.lastBadUs,
      );
      if (span === undefined) return null;
      const lost = countUnreached(episode, episode.firstBadUs);
      const { subject, fromUs, toUs } = span;
      return {
        explains: lost,
        lagMs: (episode.lastBadUs - fromUs) / 1000,
        evidence: [reason('proxies-restarting', { subject, fromUs, toUs, lost })],
      };
    },
  },
  recommend: null,
  docs: {
    when: 'The DaemonSet kube-proxy was not rolled out from before the first to after the last bad request, no pod was terminating, and new connections got no answer.',
    recommendation: 'No setting is known to help.',
  },
};
