import { outcomes } from '../../journal/samples.ts';
import type { RawEpisode } from '../harm/episodes.ts';
import { rowsWithBad } from '../lanes/lane-view.ts';

/** A request that failed or was slow. Times in µs since the run's start. */
export interface BadRequest {
  readonly dueUs: number;
  readonly endUs: number;
  /** From when it was due to its end; NaN unless the response was correct. */
  readonly latencyUs: number;
  readonly outcome: number;
  /** Number of the connection within the lane; 0 if there was none. */
  readonly connection: number;
  /** A response had begun on its connection: it had reached a pod. */
  readonly isReached: boolean;
  /** Number of the pod that its connection last reached; 0 means unknown. */
  readonly pod: number;
}

/** Outcomes without a response. */
const unanswered: ReadonlySet<number> = new Set([
  outcomes.refused,
  outcomes.unreachable,
  outcomes['reset-before-sent'],
  outcomes['reset-after-sent'],
  outcomes.closed,
  outcomes['timed-out'],
]);

/**
 * An episode's bad requests, in the order in which they were due. They are read one after the other: a caller
 * keeps what it needs.
 */
export function* eachBadRequest({ view, first, last }: RawEpisode): Generator<BadRequest> {
  for (const { bad, intendedUs, latencyUs, columns } of rowsWithBad(view, first, last + 1))
    for (let row = bad.indexOf(1); row >= 0; row = bad.indexOf(1, row + 1))
      yield {
        dueUs: intendedUs[row] as number,
        endUs: columns.endUs[row] as number,
        latencyUs: latencyUs[row] as number,
        outcome: columns.outcome[row] as number,
        connection: columns.connection[row] as number,
        isReached: columns.answered[row] !== 0,
        pod: columns.pod[row] as number,
      };
}

/** Those whose connection had carried no response when it failed: they failed before reaching a pod. */
export function eachUnreached(episode: RawEpisode): IteratorObject<BadRequest> {
  return eachBadRequest(episode).filter(isUnreached);
}

/** How many of those were due from `sinceUs` on, without storing them. */
export function countUnreached(episode: RawEpisode, sinceUs: number): number {
  return count(eachUnreached(episode).filter(({ dueUs }) => dueUs >= sinceUs));
}

export function countUnanswered(episode: RawEpisode): number {
  return count(eachBadRequest(episode).filter(isUnanswered));
}

function count(requests: IteratorObject<BadRequest>): number {
  return requests.reduce((counted) => counted + 1, 0);
}

function isUnreached(request: BadRequest): boolean {
  return isUnanswered(request) && !request.isReached;
}

/** Whether it ended without a response. */
export function isUnanswered({ outcome }: BadRequest): boolean {
  return unanswered.has(outcome);
}
