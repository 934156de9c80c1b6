import { findNameConflict } from './clone-name.ts';
import type { Mistake } from './mistakes.ts';
import { getTraits } from './providers/table.ts';
import type { UnderstoodScenario } from './schema/scenario.ts';
import { type Path, valueAt } from './walk.ts';

/** What can't be cloned as it is written. @param data what was written, overrides in and defaults not */
export function cloneMistakes({ cluster }: UnderstoodScenario, data: unknown): readonly Mistake[] {
  if (cluster?.provider === undefined) return [];
  const { clonesProduction, title } = getTraits(cluster.provider);
  if (!clonesProduction) return [];
  const { from, name } = cluster;
  const mistakes: Mistake[] = [];
  if (typeof from === 'string')
    mistakes.push(
      at(
        ['cluster', 'from'],
        `${title} is cloned from production's specification: expected a mapping with \`stateStore\`, \`cluster\` and \`version\``,
      ),
    );
  if (valueAt(data, ['cluster', 'pools']) === undefined)
    mistakes.push(
      at(
        ['cluster', 'pools'],
        `\`pools\` is missing: the groups of production's specification that ${title} keeps, each with the clone's number of nodes`,
        'parent',
      ),
    );
  const source = typeof from === 'object' ? (from.cluster ?? null) : null;
  const conflict = name === undefined ? null : findNameConflict(source, name);
  if (conflict !== null) mistakes.push(at(['cluster', 'name'], conflict));
  return [...mistakes, ...priceMistakes(data)];
}

/** A price without its currency says nothing, nor does a currency alone. */
function priceMistakes(data: unknown): readonly Mistake[] {
  const path = ['cluster', 'clone'];
  const [prices, currency] = ['prices', 'currency'].map((key) => valueAt(data, [...path, key]));
  if (prices !== undefined && currency === undefined)
    return [at([...path, 'prices'], 'in which currency? `cluster.clone.currency` is missing', 'key')];
  if (prices === undefined && currency !== undefined)
    return [at([...path, 'currency'], 'there are no prices: `cluster.clone.prices` is missing', 'key')];
  return [];
}

const at = (path: Path, message: string, place: Mistake['at'] = 'value'): Mistake => ({
  path,
  at: place,
  message,
});
