import type { Mistake } from './mistakes.ts';
import { listRefusals } from './providers/settings.ts';
import { getTraits } from './providers/table.ts';
import type { UnderstoodScenario } from './schema/scenario.ts';
import { valueAt } from './walk.ts';

/** A setting for a provider that does not support it. */
export function misplaced({ cluster }: UnderstoodScenario, data: unknown): readonly Mistake[] {
  if (cluster?.provider === undefined) return [];
  return listRefusals(getTraits(cluster.provider))
    .filter(({ path }) => asksFor(valueAt(data, path)))
    .map(({ path, why }) => ({ path, at: 'key', message: why }));
}

/** `none` requests nothing, and a key without a value has a mistake of its own. */
function asksFor(value: unknown): boolean {
  return value !== undefined && value !== null && value !== 'none';
}
