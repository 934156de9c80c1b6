import { outcomeNames } from '../../journal/samples.ts';
import type { LaneRows } from './lane-rows.ts';
import { rowsBetween } from './lane-view.ts';

/** How often each outcome occurs in a range of rows, without those that do not occur. */
export function countOutcomes(view: LaneRows, from: number, to: number): Record<string, number> {
  const counts = new Uint32Array(256);
  for (const { columns } of rowsBetween(view, from, to))
    for (const outcome of columns.outcome) counts[outcome] = (counts[outcome] as number) + 1;
  const named = [...counts].map(
    (count, outcome) => [outcomeNames[outcome] ?? `unknown-${outcome}`, count] as const,
  );
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}
