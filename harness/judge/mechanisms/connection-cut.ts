import { outcomes } from '../../journal/samples.ts';
import type { RawEpisode } from '../episodes.ts';
import type { Evidence } from '../evidence.ts';
import { durationText, timeText } from '../words.ts';
import { badRows, type Going, goingIn, type Mechanism, podAt } from './mechanism.ts';

/** A connection that had been made ended. */
const cuts: ReadonlySet<number> = new Set([outcomes.closed, outcomes['reset-after-sent']]);
/** A stream that is cut off ends in the middle of a chunk, too, which is against the protocol. */
const streamCuts: ReadonlySet<number> = new Set([...cuts, outcomes['protocol-error']]);

/** A request whose connection ended under it, and what became of the pod that it had last reached. */
export interface Cut {
  readonly row: number;
  readonly endUs: number;
  readonly pod: string;
  /** The pod was going at that time; null: it was not. */
  readonly going: Going | null;
}

/** Requests of an episode that were cut off on a connection that some pod had answered on. */
export function cutsIn(raw: RawEpisode, evidence: Evidence): Cut[] {
  const { columns } = raw.view;
  const going = new Map(goingIn(raw, evidence).map((one) => [one.life.pod, one]));
  const counted = raw.view.kind === 'stream' ? streamCuts : cuts;
  return badRows(raw).flatMap((row) => {
    const pod = podAt(raw.view, row, evidence);
    if (pod === undefined || !counted.has(columns.outcome[row] as number)) return [];
    const endUs = columns.endUs[row] as number;
    const one = going.get(pod);
    const whileGoing = one !== undefined && endUs >= one.fromUs && endUs <= one.toUs;
    return [{ row, endUs, pod, going: whileGoing ? one : null }];
  });
}

/**
 * A request had been sent on a connection whose last answer came from a pod that was going by now, and the connection
 * ended without another. Its lag counts from the order to go.
 */
export const connectionCut: Mechanism = (raw, evidence) => {
  const { columns } = raw.view;
  const cut = cutsIn(raw, evidence).filter((one) => one.going !== null);
  const last = cut.at(-1);
  if (last?.going == null) return null;
  const connections = new Set(cut.map(({ row }) => columns.connection[row])).size;
  const lagMs = (last.endUs - last.going.fromUs) / 1000;
  return {
    explains: cut.length,
    lagMs,
    evidence: `pod ${last.pod} was told to go at ${timeText(last.going.fromUs)}; ${cut.length} requests were cut off on ${connections} kept-alive connections that it had answered on, the last one ${durationText(lagMs)} after the order`,
  };
};
