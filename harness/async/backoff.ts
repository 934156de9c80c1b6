/** Delays between attempts, in ms: `first` after the first failure, doubled by each consecutive one, at most `most`. */
export interface BackoffMs {
  readonly first: number;
  readonly most: number;
}

/**
 * How long to wait before the next attempt. @param failures consecutive ones before the last: 0 after the first failure
 */
export function backoff({ first, most }: BackoffMs, failures: number): number {
  return Math.min(first * 2 ** failures, most);
}
