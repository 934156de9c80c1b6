import type { Reason } from '../../reasons/reason.ts';
import { describeHeld, type HeldEviction, isHeld } from '../../timeline/held-evictions.ts';
import type { Step, Timeline } from '../../timeline/model.ts';

/** Shorter ones are ordinary: a pod paused before SIGTERM, and a successor was starting. A drain explains those that are longer. */
const shortestUs = 7_000_000;

/**
 * Evictions of some steps' drains that were blocked or refused for some seconds, longest first, with what held them.
 * @param steps one, or those that went side by side
 */
export function heldEvictions(steps: readonly Step[], timeline: Timeline): readonly Reason[] {
  return steps
    .flatMap((step) => listHeld(step, timeline))
    .filter((held) => held.toUs - held.fromUs >= shortestUs)
    .toSorted((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs))
    .map(describeHeld);
}

function listHeld(step: Step, timeline: Timeline): readonly HeldEviction[] {
  const drain = step.actions.find(({ action }) => action === 'drain');
  if (drain === undefined) return [];
  const toUs = drain.toUs ?? timeline.lastUs;
  const ofDrain = timeline.evictions.filter(
    (one) => one.step === step.index && one.atUs >= drain.fromUs && one.atUs <= toUs,
  );
  return [...Map.groupBy(ofDrain, ({ uid }) => uid).values()].flatMap((ofPod) =>
    findHeld(ofPod, toUs, timeline),
  );
}

/** @param ofPod evictions of one pod, in order */
function findHeld(ofPod: Timeline['evictions'], drainEndUs: number, timeline: Timeline): HeldEviction[] {
  const first = ofPod.find(isHeld);
  if (first === undefined) return [];
  const end = ofPod.find((one) => one.atUs >= first.atUs && !isHeld(one));
  const toUs = end?.atUs ?? drainEndUs;
  const answer = ofPod.findLast((one) => isHeld(one) && one.atUs <= toUs)?.detail ?? null;
  const { namespace, pod, node, uid } = first;
  const why = timeline.heldEvictions.findLast((one) => one.uid === uid && one.atUs <= toUs) ?? null;
  const ended = end !== undefined && end.result !== 'timed-out';
  return [{ namespace, pod, node, fromUs: first.atUs, toUs, ended, answer, why }];
}
