import { reason } from '../../../reasons/reason.ts';
import { laneKinds } from '../../../scenario/load/lane-kinds.ts';
import { areAllNamed, findCutByTermination, unlessNamed } from '../cut-connections.ts';
import { findGraceExpiry } from '../grace-period.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * Streams broke on a terminating pod: they have no end of their own that a graceful stop could wait for. The
 * next check of a stream shows its break. If responses do not name their pod, one of the Service's pods was
 * terminating at that time. Its lag counts from the start of the termination.
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
      const named = areAllNamed(broken);
      const seen = reason(
        'streams-broken',
        { pod: life.pod, terminatingUs: fromUs, lost: broken.length, lagMs, named },
        [{ pod: life.pod }],
      );
      const expiry = findGraceExpiry(last, evidence);
      const more = named ? [...(expiry === null ? [] : [expiry]), reason('streams-have-no-end')] : [];
      return {
        explains: broken.length,
        lagMs,
        likely: !named,
        evidence: [seen, ...more, ...unlessNamed(named)],
      };
    },
  },
  recommend: null,
  docs: {
    when: "A stream's connection ended (`closed`, `reset-after-sent`, or in the middle of a chunk: `protocol-error`), and the pod that it had reached was terminating. The evidence says where its grace period was over.",
    recommendation: 'No setting: a stream has no end of its own to wait for.',
  },
};
