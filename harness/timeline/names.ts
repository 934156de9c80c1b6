import { shortenNodeNames } from '../format/node-names.ts';
import type { Timeline } from './model.ts';

/** A text with the short name of each node: `rehearse-2026…-worker2` is `worker-2`. */
export function shortNames(text: string, { cluster }: Pick<Timeline, 'cluster'>): string {
  return shortenNodeNames(text, cluster?.name ?? null);
}
