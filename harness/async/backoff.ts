/** Delays between attempts, in ms: `first` after the first failure, doubled by each further one in a row, at most `most`. */
export interface BackoffMs {
  readonly first: number;
  readonly most: number;
}

/** How long to wait before the next attempt. @param failures in a row before the last one: 0 after the first failure */
export function backoff({ first, most }: BackoffMs, failures: number): number {
  return Math.min(first * 2 ** failures, most);
}
