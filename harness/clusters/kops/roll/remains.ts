import type { RollEvent } from '../../cluster.ts';
import type { ListNodes } from '../nodes.ts';
import { type RollRemains, scheduledTaint } from './failure.ts';

const withinMs = 30_000;

/** What a failed roll left of its work: on the nodes by the API, outside its groups by kops' own lines. Null: the API does not answer. */
export async function findRemains(
  listNodes: ListNodes,
  detached: ReadonlySet<string>,
): Promise<RollRemains | null> {
  try {
    const nodes = await listNodes(AbortSignal.timeout(withinMs));
    const named = (matches: (node: (typeof nodes)[number]) => boolean | undefined) =>
      nodes.filter(matches).map(({ metadata }) => metadata?.name ?? '');
    return {
      cordoned: named(({ spec }) => spec?.unschedulable),
      tainted: named(({ spec }) => spec?.taints?.some(({ key }) => key === scheduledTaint)),
      detached: [...detached],
    };
  } catch {
    return null;
  }
}

/** Keeps the instances that were detached and not yet ended. */
export function trackDetached(detached: Set<string>, event: RollEvent): void {
  if (event.type !== 'roll-line' || event.instance === null) return;
  if (event.what === 'detaching') detached.add(event.instance);
  if (event.what === 'terminating') detached.delete(event.instance);
}
