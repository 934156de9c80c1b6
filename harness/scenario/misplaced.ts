import type { Mistake } from './mistakes.ts';
import { listRefusals } from './providers/settings.ts';
import { getTraits } from './providers/table.ts';
import type { UnderstoodScenario } from './schema/scenario.ts';
import { valueAt } from './walk.ts';

/** A setting for a provider that does not support it. */
export function misplaced({ cluster }: UnderstoodScenario, data: unknown): readonly Mistake[] {
  if (cluster?.provider === undefined) return [];
  return listRefusals(getTraits(cluster.provider))
    .filter(({ path, form }) => asksFor(valueAt(data, path), form))
    .map(({ path, why }) => ({ path, at: 'key', message: why }));
}

/** `none` and `false` request nothing, and a key without a value has a mistake of its own. */
function asksFor(value: unknown, form: string | undefined): boolean {
  if (value === undefined || value === null || value === 'none' || value === false) return false;
  if (form === undefined) return true;
  return form === 'mapping' ? typeof value === 'object' && !Array.isArray(value) : value === form;
}
