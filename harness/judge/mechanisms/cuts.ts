import { outcomes } from '../../journal/samples.ts';
import type { PodLife } from '../../timeline/pod-lives.ts';
import type { RawEpisode } from '../episodes.ts';
import type { Evidence } from '../evidence.ts';
import { namedPods } from '../named-pods.ts';
import { isLeavingAt } from './leaving.ts';
import { badRows, type Going, goingIn } from './mechanism.ts';

/** A connection that had been made ended. */
const cuts: ReadonlySet<number> = new Set([outcomes.closed, outcomes['reset-after-sent']]);
/** A stream that is cut off ends in the middle of a chunk, too, which is against the protocol. */
const streamCuts: ReadonlySet<number> = new Set([...cuts, outcomes['protocol-error']]);

/** A request whose connection ended under it, and what became of the pod that the connection had reached. */
export interface Cut {
  readonly row: number;
  readonly endUs: number;
  /** Null where no answer on the connection named its pod; undefined where the journal does not show the named one. */
  readonly pod: PodLife | null | undefined;
  /** The pod was terminating at that time or, where it is not known, one of the Service's was. Null: none was. */
  readonly going: Going | null;
}

/** Requests of an episode that were cut off on a connection that had carried an answer. */
export function cutsIn(raw: RawEpisode, evidence: Evidence): Cut[] {
  const { columns, kind, target } = raw.view;
  const pods = namedPods(target, evidence);
  const all = goingIn(raw, evidence);
  const counted = kind === 'stream' ? streamCuts : cuts;
  return badRows(raw).flatMap((row) => {
    if (columns.answered[row] === 0 || !counted.has(columns.outcome[row] as number)) return [];
    const endUs = columns.endUs[row] as number;
    const number = columns.pod[row] as number;
    const pod = number === 0 ? null : pods.at(number, endUs);
    const going = all.filter((one) => endUs >= one.fromUs && endUs <= one.toUs);
    const own =
      pod === null ? goingOfUnknown(going, endUs, evidence) : going.find(({ life }) => life === pod);
    return [{ row, endUs, pod, going: own ?? null }];
  });
}

/** The pod that began to terminate last; none while a node leaves, which ends connections to pods that stay. */
function goingOfUnknown(going: readonly Going[], endUs: number, evidence: Evidence): Going | undefined {
  if (isLeavingAt(endUs, evidence)) return undefined;
  return going.toSorted((a, b) => a.fromUs - b.fromUs).at(-1);
}

/** Whether answers named the pod of each of them. */
export function allNamed(cut: readonly Cut[]): boolean {
  return cut.every(({ pod }) => pod !== null);
}

/** What a mechanism's evidence adds where they did not. */
export const podsNotKnown =
  'answers do not name their pod, so whether these connections had reached that pod or one that stays is not known';
