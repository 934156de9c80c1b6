import { type Reason, reason } from '../../reasons/reason.ts';
import type { Timeline } from '../../timeline/model.ts';
import { overlapUs } from '../overlaps.ts';
import type { Period } from '../periods.ts';

/** The front door's counts of one worker's connections in a period, over all lanes of the target. */
export interface DoorFailuresAt {
  /** Null: no worker was available. */
  readonly node: string | null;
  readonly unanswered: number;
  readonly broken: number;
}

/** The front door's log is read up to this much later. */
const readWithinUs = 1_000_000;

/**
 * Where connections of a target failed behind the front door, most failures first. Records at the edges count
 * completely.
 */
export function doorFailuresIn(
  target: string,
  during: Period,
  { door }: Pick<Timeline, 'door'>,
): DoorFailuresAt[] {
  const noted = { fromUs: during.fromUs, toUs: during.toUs + readWithinUs };
  // The route of an additional port has the name of the target and of the port.
  const own = door.filter(
    (one) => (one.target === target || one.target.startsWith(`${target}.`)) && overlapUs(one, noted) > 0,
  );
  const byNode = Map.groupBy(own, (one) => one.node);
  return [...byNode]
    .map(([node, all]) => ({
      node,
      unanswered: all.reduce((sum, one) => sum + one.unanswered, 0),
      broken: all.reduce((sum, one) => sum + one.broken, 0),
    }))
    .sort((a, b) => b.unanswered + b.broken - a.unanswered - a.broken);
}

/** Share of one kind of failure at a node; null if the front door recorded none of that kind. */
export function shareAt(
  node: string,
  kind: 'unanswered' | 'broken',
  failures: readonly DoorFailuresAt[],
): number | null {
  const all = failures.reduce((sum, one) => sum + one[kind], 0);
  const own = failures.find((one) => one.node === node)?.[kind] ?? 0;
  return all === 0 ? null : own / all;
}

/** Evidence from them; none if the front door recorded none. */
export function describeDoorFailures(failures: readonly DoorFailuresAt[]): Reason[] {
  return failures.length === 0 ? [] : [reason('front-door-failures', { failures })];
}
