import { reason } from '../../../reasons/reason.ts';
import { joinedWithinUs } from '../../harm/episodes.ts';
import { type CutConnection, findCutConnections } from '../cut-connections.ts';
import { findLeftUs } from '../leaving-nodes.ts';
import { sourceOfSteps } from '../source-of-steps.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * The front door ended the established connections through a node that had left, because its drain delay was over. Its lag
 * counts from when the node left.
 */
export const drainDelayOver: Mechanism = {
  id: 'drain-delay-over',
  title: 'connection ended by the front door after its drain delay',
  find: {
    episode(episode, evidence) {
      const { drainDelayMs } = evidence.scenario.frontDoor.deregistration;
      if (drainDelayMs === null || evidence.timeline.frontDoor?.kind === 'load-balancer') return null;
      const cuts = findCutConnections(episode, evidence).filter(({ terminating }) => terminating === null);
      const found = evidence.timeline.steps
        .flatMap((step) => {
          const leftUs = findLeftUs(step);
          if (leftUs === null) return [];
          const fromUs = leftUs + drainDelayMs * 1000;
          const ended = cuts.filter(({ endUs }) => endUs >= fromUs && endUs <= fromUs + joinedWithinUs);
          return ended.length === 0 ? [] : [{ step, leftUs, ended: ended.sort((a, b) => a.endUs - b.endUs) }];
        })
        .sort((a, b) => b.ended.length - a.ended.length)[0];
      if (found === undefined) return null;
      const { step, leftUs, ended } = found;
      const values = { node: step.node, leftUs, drainDelayMs, connections: ended.length };
      return {
        explains: ended.length,
        lagMs: ((ended.at(-1) as CutConnection).endUs - leftUs) / 1000,
        evidence: [
          reason('ended-by-front-door', values, [
            { node: step.node },
            { record: sourceOfSteps(evidence), atUs: leftUs },
          ]),
        ],
      };
    },
  },
  recommend: null,
  docs: {
    when: 'A connection or stream ended within 1 s after the `drainDelay` of `frontDoor.deregistration` was over for a node that had left. The pod that it had reached was not terminating.',
    recommendation:
      'No setting: the delay is that of the load balancer, which has to be longer than the longest request. A stream has to be opened again.',
  },
};
