import type { Timeline } from './model.ts';

/** Text about nodes without the cluster's name before each: `rehearse-2026…-worker2` is `worker2` where there is little room. */
export function shortNames(text: string, { cluster }: Pick<Timeline, 'cluster'>): string {
  return cluster === null ? text : text.replaceAll(`${cluster.name}-`, '');
}
