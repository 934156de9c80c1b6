import { reason } from '../../../reasons/reason.ts';
import type { Step } from '../../../timeline/model.ts';
import type { Evidence } from '../../evidence.ts';
import { joinedWithinUs, type RawEpisode } from '../../harm/episodes.ts';
import type { Period } from '../../periods.ts';
import { doorFailuresIn, shareAt } from '../door-failures.ts';
import { findLeftUs } from '../leaving-nodes.ts';
import { recommendPostDrainDelay } from '../post-drain-delay.ts';
import { sourceOfSteps } from '../source-of-steps.ts';
import { dueWithin } from '../unreached-requests.ts';
import type { Explanation, Mechanism } from './mechanism.ts';

/**
 * The machine of a node ended while the front door still sent it new connections, because its deregistration lags. Its lag
 * counts from when the node left the front door.
 */
export const slowDeregistration: Mechanism = {
  id: 'slow-deregistration',
  title: 'balancer still sends to a node that left',
  find: {
    episode(episode, evidence) {
      const found = evidence.timeline.steps
        .map((step) => explainByStep(step, episode, evidence))
        .filter((explanation) => explanation !== null);
      return found.sort((a, b) => b.explains - a.explains)[0] ?? null;
    },
  },
  recommend: {
    episode(_, { scenario }) {
      const { lagMs } = scenario.frontDoor.deregistration;
      return recommendPostDrainDelay(lagMs, scenario, [reason('end-after-lag', { lagMs, toS: 1 })]);
    },
  },
  docs: {
    when: "New connections failed from the beginning of a node's retirement until 1 s after the lag of `frontDoor.deregistration` was over. Where the front door counted failures, at least half of them were at that node.",
    recommendation: '`upgrade.drain.postDrainDelay`: the lag, whatever the drain takes.',
  },
};

/** Null unless new connections failed while the machine ended and the lag was not over. */
function explainByStep(step: Step, episode: RawEpisode, evidence: Evidence): Explanation | null {
  const leaving = findLaggingEnd(step, evidence);
  if (leaving === null) return null;
  const { leftUs, ...ending } = leaving;
  // Failures at other nodes come later in the lag, where they leave after this one.
  const both = {
    fromUs: Math.max(ending.fromUs, episode.fromUs),
    toUs: Math.min(ending.toUs, episode.toUs),
  };
  const failures = doorFailuresIn(episode.view.target, both, evidence.timeline);
  const share = shareAt(step.node, 'unanswered', failures);
  if (share !== null && share < 0.5) return null;
  const lost = dueWithin(evidence.unreachedIn(episode), ending.fromUs, ending.toUs);
  const lastUs = lost.at(-1);
  if (lastUs === undefined) return null;
  const { lagMs } = evidence.scenario.frontDoor.deregistration;
  const values = { node: step.node, leftUs, retiredUs: ending.fromUs, lagMs, lost: lost.length };
  const lastMs = (lastUs - leftUs) / 1000;
  return {
    explains: lost.length,
    lagMs: lastMs,
    likely: share === null,
    evidence: [
      reason('sent-to-left-node', { ...values, lastMs }, [
        { node: step.node },
        { record: sourceOfSteps(evidence), atUs: ending.fromUs },
      ]),
    ],
  };
}

/**
 * When a node left the front door, which is before its drain, and from the beginning of its machine's end until no new
 * connection is sent to it. Null where that machine ended later, or not at all, or the front door's lag is not known.
 */
function findLaggingEnd(
  step: Step,
  { scenario, timeline }: Evidence,
): (Period & { readonly leftUs: number }) | null {
  const { lagMs } = scenario.frontDoor.deregistration;
  const leftUs = findLeftUs(step);
  const retire = step.actions.find(({ action }) => action === 'retire');
  if (lagMs === 0 || timeline.frontDoor?.kind === 'load-balancer') return null;
  if (leftUs === null || retire === undefined) return null;
  const lagEndUs = leftUs + lagMs * 1000;
  if (lagEndUs <= retire.fromUs) return null;
  return { leftUs, fromUs: retire.fromUs, toUs: lagEndUs + joinedWithinUs };
}
