import type { RawEpisode } from '../harm/episodes.ts';
import { countUnreached, eachUnreached } from './bad-requests.ts';

/**
 * An episode's requests that failed before reaching a pod, in the order in which they were due. A run may have millions
 * of them, and several mechanisms search them, so they are stored as columns. `Evidence.unreachedIn` caches them.
 */
export interface UnreachedRequests {
  readonly dueUs: Float64Array;
  readonly endUs: Float64Array;
  readonly outcome: Uint8Array;
}

export function collectUnreached(episode: RawEpisode): UnreachedRequests {
  const length = countUnreached(episode, Number.NEGATIVE_INFINITY);
  const columns = {
    dueUs: new Float64Array(length),
    endUs: new Float64Array(length),
    outcome: new Uint8Array(length),
  };
  let row = 0;
  for (const { dueUs, endUs, outcome } of eachUnreached(episode)) {
    columns.dueUs[row] = dueUs;
    columns.endUs[row] = endUs;
    columns.outcome[row] = outcome;
    row += 1;
  }
  return columns;
}

/** The times of requests that were due from a moment on until before another one, without copying them. */
export function dueBetween(
  { dueUs }: Pick<UnreachedRequests, 'dueUs'>,
  fromUs: number,
  beforeUs: number,
): Float64Array {
  return dueUs.subarray(findFirst(dueUs, fromUs), findFirst(dueUs, beforeUs));
}

/** The same including those that were due at the last moment. */
export function dueWithin(
  { dueUs }: Pick<UnreachedRequests, 'dueUs'>,
  fromUs: number,
  toUs: number,
): Float64Array {
  const first = findFirst(dueUs, fromUs);
  let end = findFirst(dueUs, toUs);
  while (dueUs[end] === toUs) end += 1;
  return dueUs.subarray(first, Math.max(first, end));
}

/** Index of the first value that is not less; the length if there is none. */
function findFirst(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
