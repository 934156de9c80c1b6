import { laneKinds } from '../../../scenario/lane-kinds.ts';
import { durationText, timeText } from '../../words.ts';
import { areAllNamed, findCutByTermination, podsNotKnown } from '../cut-connections.ts';
import { describeGraceExpiry } from '../grace-period.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * Streams broke on a terminating pod: they have no end of their own that a graceful stop could wait for. When one broke is
 * known from the next check of it. Where answers do not name their pod, one of the Service's pods was terminating at that
 * time. Its lag counts from the beginning of the termination.
 */
export const brokenStream: Mechanism = {
  id: 'broken-stream',
  title: 'stream broken while a pod terminated',
  find: {
    episode(episode, evidence) {
      if (!laneKinds[episode.view.kind].streams) return null;
      const broken = findCutByTermination(episode, evidence);
      const last = broken.at(-1);
      if (last === undefined) return null;
      const { life, fromUs } = last.terminating;
      const lagMs = (last.endUs - fromUs) / 1000;
      const expiry = describeGraceExpiry(last, evidence);
      const named = areAllNamed(broken);
      const whose = named ? 'that it had answered on' : 'that had carried an answer';
      const more = named
        ? `${expiry === null ? '' : `; ${expiry}`}; no setting keeps them: a stream has no end of its own to wait for`
        : `; ${podsNotKnown}`;
      return {
        explains: broken.length,
        lagMs,
        likely: !named,
        evidence: `pod ${life.pod} was terminating from ${timeText(fromUs)} on; ${broken.length} streams ${whose} were found broken, the last one ${durationText(lagMs)} after its termination began${more}`,
      };
    },
  },
  recommend: null,
  docs: {
    when: "A stream's connection ended (`closed`, `reset-after-sent`, or in the middle of a chunk: `protocol-error`), and the pod that it had reached was terminating. The evidence says where its grace period was over.",
    recommendation: 'No setting: a stream has no end of its own to wait for.',
  },
};
