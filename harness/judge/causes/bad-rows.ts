import { outcomes } from '../../journal/samples.ts';
import type { RawEpisode } from '../episodes.ts';
import type { LaneView } from '../lane-view.ts';

/** No answer came, because nobody was there to give one. */
const unanswered: ReadonlySet<number> = new Set([
  outcomes.refused,
  outcomes.unreachable,
  outcomes['reset-before-sent'],
  outcomes['reset-after-sent'],
  outcomes.closed,
  outcomes['timed-out'],
]);

/** Rows of an episode's bad requests. */
export function findBadRows({ view, first, last }: RawEpisode): number[] {
  const rows: number[] = [];
  for (let row = first; row <= last; row += 1) if (view.bad[row] === 1) rows.push(row);
  return rows;
}

/** Rows of an episode's bad requests that ended without an answer. */
export function findUnansweredRows(episode: RawEpisode): number[] {
  return findBadRows(episode).filter((row) => isUnanswered(episode.view, row));
}

/** Those of them whose connection had carried no answer: they failed before reaching a pod. */
export function findUnreachedRows(episode: RawEpisode): number[] {
  return findUnansweredRows(episode).filter((row) => episode.view.columns.answered[row] === 0);
}

/** Whether a bad request ended without an answer. */
export function isUnanswered({ columns }: LaneView, row: number): boolean {
  return unanswered.has(columns.outcome[row] as number);
}
