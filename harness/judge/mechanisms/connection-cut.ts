import { durationText, timeText } from '../words.ts';
import { allNamed, cutsIn, podsNotKnown } from './cuts.ts';
import type { Mechanism } from './mechanism.ts';

/**
 * A request had been sent on a connection whose last answer came from a pod that was terminating by now, and the connection
 * ended without another. Where answers do not name their pod, one of the Service's pods was terminating at that time. Its lag
 * counts from the beginning of the termination.
 */
export const connectionCut: Mechanism = (raw, evidence) => {
  const { columns } = raw.view;
  const cut = cutsIn(raw, evidence).filter((one) => one.going !== null);
  const last = cut.at(-1);
  if (last?.going == null) return null;
  const connections = new Set(cut.map(({ row }) => columns.connection[row])).size;
  const lagMs = (last.endUs - last.going.fromUs) / 1000;
  const named = allNamed(cut);
  const whose = named ? 'that it had answered on' : 'that had carried an answer';
  return {
    explains: cut.length,
    lagMs,
    likely: !named,
    evidence: `pod ${last.going.life.pod} was terminating from ${timeText(last.going.fromUs)} on; ${cut.length} requests were cut off on ${connections} kept-alive connections ${whose}, the last one ${durationText(lagMs)} after its termination began${named ? '' : `; ${podsNotKnown}`}`,
  };
};
