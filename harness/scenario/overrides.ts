import { parseDocument } from 'yaml';
import type { Issue } from '../errors.ts';
import { isWithin, type Path, pathText, valueAt } from './walk.ts';

/** One `--set PATH=VALUE`. */
export interface Override {
  readonly path: Path;
  readonly value: unknown;
  /** As it was written. */
  readonly text: string;
}

/**
 * Reads `PATH=VALUE` texts; a value is YAML, as in the file. Keys with dots are in brackets:
 * `cluster.nodeImages[1.34.4]=…`.
 */
export function readOverrides(sets: readonly string[]): {
  overrides: readonly Override[];
  issues: readonly Issue[];
} {
  const overrides: Override[] = [];
  const issues: Issue[] = [];
  for (const text of sets) {
    const read = readOverride(text);
    if (typeof read === 'string') issues.push(overrideIssue(text, '', read));
    else overrides.push(read);
  }
  return { overrides, issues };
}

function readOverride(text: string): Override | string {
  const equals = text.indexOf('=');
  const keys = equals < 0 ? '' : text.slice(0, equals);
  if (!/^[^.[\]]+(?:\.[^.[\]]+|\[[^[\]]+\])*$/.test(keys))
    return 'expected PATH=VALUE such as `upgrade.nodes.interval=10s`';
  const path = [...keys.matchAll(/\[([^[\]]+)\]|[^.[\]]+/g)]
    .map(([key, inBrackets]) => inBrackets ?? key)
    .map((key) => (/^\d{1,9}$/.test(key) ? Number(key) : key));
  const document = parseDocument(text.slice(equals + 1), {
    logLevel: 'error',
    prettyErrors: false,
    stringKeys: true,
  });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) return `not valid YAML: ${problem.message}`;
  try {
    return { path, value: document.toJS({ maxAliasCount: 0 }), text };
  } catch {
    return 'a value can have no aliases';
  }
}

/** The data with the overrides applied in order; the input is unchanged. */
export function applyOverrides(
  data: unknown,
  overrides: readonly Override[],
): { data: unknown; issues: readonly Issue[] } {
  const issues: Issue[] = [];
  let result = data;
  for (const { path, value, text } of overrides) {
    const why = misfit(result, path);
    if (why === null) result = replaced(result, path, value);
    else issues.push(overrideIssue(text, pathText(path), why));
  }
  return { data: result, issues };
}

/** Why a path can't be set in the data; null if it can. A mapping may replace `none`. */
function misfit(data: unknown, path: Path): string | null {
  for (const [index, key] of path.entries()) {
    const above = valueAt(data, path.slice(0, index));
    const name = pathText(path.slice(0, index));
    if (Array.isArray(above)) {
      if (typeof key !== 'number')
        return `\`${name}\` is a list: name an item by its position, counted from 0`;
      if (key > above.length) return `\`${name}\` has only ${above.length} items, counted from 0`;
    } else if (above !== undefined && above !== null && above !== 'none' && typeof above !== 'object') {
      return `\`${name}\` is a single value: there is no \`${key}\` in it`;
    }
  }
  return null;
}

function replaced(data: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const below = replaced(valueAt(data, [key]), rest, value);
  if (Array.isArray(data) && typeof key === 'number') return Object.assign([...data], { [key]: below });
  if (key === 0 && (data === undefined || data === null)) return [below];
  const mapping = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  return { ...mapping, [key]: below };
}

/** The last override that set this path or an ancestor of it. */
export function overrideAround(overrides: readonly Override[], path: Path): Override | undefined {
  return overrides.findLast((override) => isWithin(path, override.path));
}

/** The last override that set something below this path, and so created it if the file lacks it. */
export function overrideBeneath(overrides: readonly Override[], path: Path): Override | undefined {
  return overrides.findLast((override) => isWithin(override.path, path));
}

/** An issue on the command line instead of in the file. */
export function overrideIssue(text: string, path: string, message: string): Issue {
  return { line: null, column: null, path, message: `--set ${text}: ${message}` };
}
