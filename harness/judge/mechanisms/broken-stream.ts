import { durationText, timeText } from '../words.ts';
import { allNamed, cutsIn, podsNotKnown } from './cuts.ts';
import { lastOfGrace } from './grace.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * Streams broke on a terminating pod: they have no end of their own that a graceful stop could wait for. When one broke is
 * known from the next check of it. Where answers do not name their pod, one of the Service's pods was terminating at that
 * time. Its lag counts from the beginning of the termination.
 */
export const brokenStream: Mechanism = (raw, evidence) => {
  if (raw.view.kind !== 'stream') return null;
  const broken = cutsIn(raw, evidence).filter((one) => one.going !== null);
  const last = broken.at(-1);
  if (last?.going == null) return null;
  const lagMs = (last.endUs - last.going.fromUs) / 1000;
  const killed = lastOfGrace(last, evidence);
  const how = killed === null ? '' : `; ${killed}`;
  const named = allNamed(broken);
  const whose = named ? 'that it had answered on' : 'that had carried an answer';
  const more = named
    ? `${how}; no setting keeps them: a stream has no end of its own to wait for`
    : `; ${podsNotKnown}`;
  return {
    explains: broken.length,
    lagMs,
    likely: !named,
    evidence: `pod ${last.going.life.pod} was terminating from ${timeText(last.going.fromUs)} on; ${broken.length} streams ${whose} were found broken, the last one ${durationText(lagMs)} after its termination began${more}`,
  };
};
