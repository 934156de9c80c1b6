import { type Reason, reason } from '../../../reasons/reason.ts';
import type { Evidence } from '../../evidence.ts';
import type { RawEpisode } from '../../harm/episodes.ts';
import type { Period } from '../../periods.ts';
import { type CutConnection, findCutConnections, findSilentConnections } from '../cut-connections.ts';
import { doorFailuresIn, shareAt } from '../door-failures.ts';
import { leavingPeriod } from '../leaving-nodes.ts';
import { recommendPostDrainDelay } from '../post-drain-delay.ts';
import { sourceOfSteps } from '../source-of-steps.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * A node was drained and then removed. Connections that the front door had made through it ended with the machine,
 * although they led to pods on other nodes that were not terminating. Its lag counts from the start of the removal.
 */
export const nodeLeft: Mechanism = {
  id: 'node-left',
  title: 'connection through a node that left',
  find: {
    episode(episode, evidence) {
      const isByCommand = evidence.timeline.cluster?.rolling === 'command';
      const silent = isByCommand ? findSilentConnections(episode, evidence) : [];
      const cuts = [...findCutConnections(episode, evidence), ...silent]
        .filter(({ terminating }) => terminating === null)
        .sort((a, b) => a.endUs - b.endUs);
      const found = evidence.timeline.steps
        .flatMap((step) => {
          const leaving = leavingPeriod(step);
          if (leaving === null || !brokeConnections(step.node, leaving, episode, evidence)) return [];
          const ended = cuts.filter(
            (cut) =>
              cut.endUs >= leaving.fromUs &&
              cut.endUs <= leaving.toUs &&
              ledElsewhere(cut, step.node, evidence),
          );
          return ended.length === 0 ? [] : [{ step, leaving, ended }];
        })
        .sort((a, b) => b.ended.length - a.ended.length)[0];
      if (found === undefined) return null;
      const { step, leaving, ended } = found;
      return {
        explains: ended.length,
        likely: ended.some(({ pod }) => !pod),
        lagMs: ((ended.at(-1) as CutConnection).endUs - leaving.fromUs) / 1000,
        evidence: [describeEnded(step.node, leaving.fromUs, ended, evidence)],
      };
    },
  },
  recommend: {
    episode(_, { scenario }) {
      const { drainDelayMs } = scenario.frontDoor.deregistration;
      if (drainDelayMs === null) return [];
      return recommendPostDrainDelay(drainDelayMs, scenario, [
        reason('end-after-drain-delay', { drainDelayMs, toS: 1 }),
      ]);
    },
  },
  docs: {
    when: "A connection or stream ended from the beginning of a node's retirement until 1 s after the node had gone. The pod that it had reached was on another node and not terminating.",
    recommendation:
      '`upgrade.drain.postDrainDelay`, where the front door ends connections itself (`frontDoor.deregistration.drainDelay`); else no setting.',
  },
};

/** False if connections broke behind the front door meanwhile, and none of them at that node. */
function brokeConnections(
  node: string,
  leaving: Period,
  { view }: RawEpisode,
  { timeline }: Evidence,
): boolean {
  return shareAt(node, 'broken', doorFailuresIn(view.target, leaving, timeline)) !== 0;
}

/**
 * Whether a connection led to a pod on another node. If its pod is unknown: no pod of the workload was left
 * on the node.
 */
function ledElsewhere({ pod, endUs }: CutConnection, node: string, { timeline }: Evidence): boolean {
  if (pod) return pod.node !== node;
  return timeline.podLives.every(
    (life) => life.node !== node || (life.stoppedUs !== null && life.stoppedUs <= endUs),
  );
}

function describeEnded(
  node: string,
  retiredUs: number,
  ended: readonly CutConnection[],
  evidence: Evidence,
): Reason {
  const pods = [...new Set(ended.flatMap(({ pod }) => (pod ? [pod.pod] : [])))].sort();
  const refs = [
    { node },
    { record: sourceOfSteps(evidence), atUs: retiredUs },
    ...pods.map((pod) => ({ pod })),
  ];
  const { drainDelayMs } = evidence.scenario.frontDoor.deregistration;
  const values = { node, retiredUs, connections: ended.length, pods };
  return reason('node-retired', { ...values, ...(drainDelayMs !== null && { drainDelayMs }) }, refs);
}
