import type { z } from 'zod';
import { didYouMean } from './nearest.ts';
import { plannedKeys, scenarioSchema } from './schema/scenario.ts';
import { keysAt, type Path, pathText, valueAt } from './walk.ts';

/** A mistake, before it has a position. `at` says which position of its path to show. */
export interface Mistake {
  readonly path: Path;
  readonly at: 'value' | 'key' | 'parent';
  readonly message: string;
}

/** All problems that the schema finds in the data. Empty if it is valid. */
export function findMistakes(data: unknown): readonly Mistake[] {
  const { error } = scenarioSchema.safeParse(data);
  const mistakes = (error?.issues ?? []).flatMap((issue) => convertIssue(data, issue, []));
  // Several checks of one value may fail with the same message.
  const byText = new Map(
    mistakes.map((mistake) => [`${pathText(mistake.path)}: ${mistake.message}`, mistake]),
  );
  return [...byText.values()];
}

function convertIssue(data: unknown, issue: z.core.$ZodIssue, above: Path): readonly Mistake[] {
  const path = [...above, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key));
  if (issue.code === 'invalid_key') {
    const message = issue.issues.map((issue) => issue.message).join('; ');
    return [{ path, at: 'key', message }];
  }
  const value = valueAt(data, path);
  if (
    issue.code === 'invalid_union' &&
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value)
  ) {
    // A mapping was intended, so the messages of the other alternative, the word `none`, do not help.
    const asMapping = issue.errors.at(-1) ?? [];
    return asMapping.flatMap((issue) => convertIssue(data, issue, path));
  }
  const missing = value === undefined && path.length > 0;
  if (missing) return [{ path, at: 'parent', message: `\`${path.at(-1)}\` is missing: ${issue.message}` }];
  return [
    { path, at: 'value', message: path.length > 0 ? `\`${path.at(-1)}\`: ${issue.message}` : issue.message },
  ];
}

function unknownKey(parent: Path, key: string): Mistake {
  const path = [...parent, key];
  if (plannedKeys.has(pathText(path)))
    return { path, at: 'key', message: `\`${key}\` is planned, but this version does not have it` };
  const keys = keysAt(scenarioSchema, parent);
  const meant = didYouMean(key, keys) || `; known are ${keys.map((known) => `\`${known}\``).join(', ')}`;
  const where = parent.length > 0 ? ` in \`${pathText(parent)}\`` : '';
  return { path, at: 'key', message: `unknown key \`${key}\`${where}${meant}` };
}
