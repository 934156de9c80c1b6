import { choiceMistakes, repeatedNames } from '../calls/rules.ts';
import type { Mistake } from '../mistakes.ts';
import { getTraits } from '../providers/table.ts';
import { joinChoices } from '../schema/leaves.ts';
import type { UnderstoodScenario } from '../schema/scenario.ts';
import type { Path } from '../walk.ts';
import { hookPlaces, type NamedParts } from './hook.ts';

type WrittenHook = NonNullable<NonNullable<NonNullable<UnderstoodScenario['upgrade']>['hooks']>[number]>;

const path: Path = ['upgrade', 'hooks'];

/**
 * Hooks that do nothing or two things, at places that do not exist or that the provider does not have.
 * @param data as written, with overrides and without defaults
 */
export function hookMistakes(scenario: UnderstoodScenario, data: unknown): readonly Mistake[] {
  const hooks = scenario.upgrade?.hooks ?? [];
  return [
    ...hooks.flatMap((hook, index) => [
      ...choiceMistakes([...path, index], ['command', 'http', 'manifests', 'pause'], data),
      ...(hook === undefined ? [] : placeMistakes(hook, [...path, index], scenario)),
    ]),
    ...repeatedNames(
      hooks.map((hook) => hook?.name),
      path,
    ),
  ];
}

function placeMistakes(
  { at, of }: WrittenHook,
  above: Path,
  { cluster }: UnderstoodScenario,
): readonly Mistake[] {
  if (at === undefined) return [];
  const { isInRoll, names } = hookPlaces[at];
  if (isInRoll && cluster?.provider !== undefined) {
    const { title, rolling } = getTraits(cluster.provider);
    if (rolling !== 'nodes')
      return [
        {
          path: [...above, 'at'],
          at: 'value',
          message: `${title} is rolled by a command: hooks run at its \`run\` and \`phase\` only`,
        },
      ];
  }
  const parts = nameParts(cluster);
  if (of === undefined || parts === null) return [];
  const known: readonly string[] | null = names(parts);
  if (known === null)
    return [{ path: [...above, 'of'], at: 'key', message: `there is only one \`${at}\`: it has no \`of\`` }];
  if (known.includes(of)) return [];
  const shown = joinChoices(known.slice(0, mostShown));
  return [{ path: [...above, 'of'], at: 'value', message: `expected ${shown}, found "${of}"` }];
}

/** How many names a message lists. */
const mostShown = 12;

/** Null if a part could not be read: it has a mistake of its own, and may be the one that is meant. */
function nameParts(cluster: UnderstoodScenario['cluster']): NamedParts | null {
  const pools = (cluster?.pools ?? []).flatMap((pool) =>
    pool?.name === undefined || pool.nodes === undefined ? [] : [{ name: pool.name, nodes: pool.nodes }],
  );
  const { controlPlanes } = cluster ?? {};
  if (controlPlanes === undefined || pools.length < (cluster?.pools ?? []).length) return null;
  const groups = [{ name: 'control-plane', nodes: controlPlanes }, ...pools];
  return {
    pools: pools.map(({ name }) => name),
    nodes: groups.flatMap(({ name, nodes }) => Array.from({ length: nodes }, (_, at) => `${name}/${at}`)),
  };
}
