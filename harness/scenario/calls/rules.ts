import type { Mistake } from '../mistakes.ts';
import type { UnderstoodScenario } from '../schema/scenario.ts';
import { type Path, valueAt } from '../walk.ts';

/**
 * Checks of a gate that are no call, are two, or expect what theirs does not answer with.
 * @param data as written, with overrides and without defaults
 */
export function checkMistakes({ upgrade }: UnderstoodScenario, data: unknown): readonly Mistake[] {
  const { gate } = upgrade ?? {};
  if (typeof gate !== 'object') return [];
  const path = ['upgrade', 'gate', 'checks'];
  const names = (gate.checks ?? []).map((check) => check?.name);
  return [
    ...names.flatMap((_, index) => choiceMistakes([...path, index], ['command', 'http'], data)),
    ...repeatedNames(names, path),
  ];
}

/** Settings of a call that only some kinds of action have. */
const expectations: Readonly<Record<string, readonly string[]>> = {
  'expect.exitCode': ['command'],
  'expect.status': ['http'],
  'expect.json': ['command', 'http'],
  timeout: ['command', 'http', 'manifests'],
};

/** At a path there must be exactly one of some keys, and only settings that this one has. */
export function choiceMistakes(path: Path, kinds: readonly string[], data: unknown): readonly Mistake[] {
  const has = (keys: Path) => valueAt(data, [...path, ...keys]) !== undefined;
  const [kind, ...others] = kinds.filter((key) => has([key]));
  if (kind === undefined || others.length > 0) {
    const words = kinds.map((key) => `\`${key}\``).join(', ');
    return [{ path, at: 'value', message: `expected exactly one of ${words}` }];
  }
  return Object.entries(expectations)
    .map(([setting, having]) => ({ keys: setting.split('.'), having }))
    .filter(({ keys, having }) => has(keys) && !having.includes(kind))
    .map(({ keys }) => ({
      path: [...path, ...keys],
      at: 'key',
      message: `\`${keys.at(-1)}\` is not for \`${kind}\``,
    }));
}

/** Names that are there already. */
export function repeatedNames(names: readonly (string | undefined)[], path: Path): readonly Mistake[] {
  return names.flatMap((name, index) =>
    name !== undefined && names.indexOf(name) < index
      ? [{ path: [...path, index, 'name'], at: 'value' as const, message: `\`${name}\` is there already` }]
      : [],
  );
}
