import { type NodeNaming, shortenNodeNames } from '../format/node-names.ts';
import type { Timeline } from './model.ts';

/** A text with the short name of each node: `rehearse-2026…-worker2` is `worker-2`, and `i-0abc` is `nodes-a-2`. */
export function shortNames(text: string, timeline: Pick<Timeline, 'cluster' | 'steps'>): string {
  return shortenNodeNames(text, findNodeNaming(timeline));
}

/** Names that this tool gives tell role and number; those of machines that a cloud made, nothing. */
export function findNodeNaming(timeline: Pick<Timeline, 'cluster' | 'steps'>): NodeNaming {
  const { cluster } = timeline;
  if (cluster === null) return null;
  return cluster.rolling === 'command' ? nameBySlots(timeline) : cluster.name;
}

/**
 * The short name of each node by its slot: `POOL-ORDINAL`, from 1. The nodes that take the slot after it are
 * `POOL-ORDINAL-new`, `POOL-ORDINAL-new-2` and so on.
 */
export function nameBySlots({
  cluster,
  steps,
}: Pick<Timeline, 'cluster' | 'steps'>): ReadonlyMap<string, string> {
  const nodes = [
    ...(cluster?.nodes ?? []),
    ...steps.flatMap(({ provisioned }) => provisioned.map(({ node }) => node)),
  ];
  const taken = new Map<string, number>();
  const names = new Map<string, string>();
  for (const { name, slot } of nodes) {
    if (names.has(name)) continue;
    const place = `${slot.pool}-${slot.ordinal + 1}`;
    const before = taken.get(place) ?? 0;
    taken.set(place, before + 1);
    names.set(name, `${place}${generation(before)}`);
  }
  return names;
}

function generation(before: number): string {
  if (before === 0) return '';
  return before === 1 ? '-new' : `-new-${before}`;
}
