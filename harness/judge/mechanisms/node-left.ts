import type { Step } from '../../timeline/model.ts';
import { joinedWithinUs } from '../episodes.ts';
import { timeText } from '../words.ts';
import { type Cut, cutsIn } from './connection-cut.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * A node was drained and then retired, and connections that the front door had made through it ended with the machine, though
 * they led to pods on other nodes, that were not going. Its lag counts from the beginning of the retirement.
 */
export const nodeLeft: Mechanism = (raw, evidence) => {
  const { timeline } = evidence;
  const cuts = cutsIn(raw, evidence).filter(({ going }) => going === null);
  const found = timeline.steps
    .flatMap((step) => {
      const leaving = leavingOf(step);
      const elsewhere = ({ pod, endUs }: Cut) =>
        timeline.podLives.get(pod)?.node !== step.node &&
        leaving !== null &&
        endUs >= leaving.fromUs &&
        endUs <= leaving.toUs;
      const ended = cuts.filter(elsewhere);
      return leaving === null || ended.length === 0 ? [] : [{ step, leaving, ended }];
    })
    .sort((a, b) => b.ended.length - a.ended.length)[0];
  if (found === undefined) return null;
  const { step, leaving, ended } = found;
  const pods = [...new Set(ended.map(({ pod }) => pod))].sort();
  const reached = pods.length === 1 ? `pod ${pods[0]}, which stays` : `pods ${pods.join(', ')}, which stay`;
  return {
    explains: ended.length,
    lagMs: ((ended.at(-1) as Cut).endUs - leaving.fromUs) / 1000,
    evidence: `node ${step.node} was retired from ${timeText(leaving.fromUs)} on; ${ended.length} connections to ${reached}, on other nodes, ended with it: they had been made through the node before the front door stopped using it, and no setting of the scenario lets them end sooner`,
  };
};

/** From the beginning of a node's retirement until a second after it was gone; null where it stays. */
function leavingOf({ actions, retired }: Step): { readonly fromUs: number; readonly toUs: number } | null {
  const retire = actions.find((one) => one.action === 'retire');
  if (retire === undefined) return null;
  const ends = [retire.toUs, retired?.atUs ?? null].filter((one) => one !== null);
  return { fromUs: retire.fromUs, toUs: Math.max(retire.fromUs, ...ends) + joinedWithinUs };
}
