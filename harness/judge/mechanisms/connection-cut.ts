import { outcomes } from '../../journal/samples.ts';
import { durationText, timeText } from '../words.ts';
import { goingIn, type Mechanism, unansweredRows } from './mechanism.ts';

const cuts: ReadonlySet<number> = new Set([outcomes.closed, outcomes['reset-after-sent']]);

/**
 * A request had been sent on a connection whose last answer came from a pod that was going by now, and the connection
 * ended without another. Its lag counts from the order to go.
 */
export const connectionCut: Mechanism = (raw, evidence) => {
  const { columns } = raw.view;
  const going = new Map(goingIn(raw, evidence).map((one) => [one.life.pod, one]));
  const cut = unansweredRows(raw).flatMap((row) => {
    const pod = evidence.timeline.names.pod.get(columns.pod[row] as number);
    const one = pod === undefined ? undefined : going.get(pod);
    const endUs = columns.endUs[row] as number;
    const whileGoing = one !== undefined && endUs >= one.fromUs && endUs <= one.toUs;
    return whileGoing && cuts.has(columns.outcome[row] as number) ? [{ row, endUs, going: one }] : [];
  });
  const last = cut.at(-1);
  if (last === undefined) return null;
  const connections = new Set(cut.map(({ row }) => columns.connection[row])).size;
  const lagMs = (last.endUs - last.going.fromUs) / 1000;
  return {
    explains: cut.length,
    lagMs,
    evidence: `pod ${last.going.life.pod} was told to go at ${timeText(last.going.fromUs)}; ${cut.length} requests were cut off on ${connections} kept-alive connections that it had answered on, the last one ${durationText(lagMs)} after the order`,
  };
};
