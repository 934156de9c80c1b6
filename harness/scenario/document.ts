import {
  isAlias,
  isCollection,
  isMap,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Issue } from '../errors.ts';
import type { Mistake } from './mistakes.ts';
import type { Path } from './walk.ts';

/** A YAML text as plain data, with its syntax errors and the position of each path. */
export interface ReadDocument {
  /** Undefined if it can't be read as YAML. */
  readonly data: unknown;
  readonly issues: readonly Issue[];
  /** Null if the text does not contain the path. */
  position(path: Path, at: Mistake['at']): Position | null;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** More than any scenario needs, and few enough to limit memory. */
const maxAliases = 100;
const maxIssues = 20;

/** Reads YAML of one document; never throws, whatever the input. */
export function readDocument(source: string): ReadDocument {
  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
    resolveKnownTags: false,
  });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const issueAt = (offset: number, message: string): Issue => ({ ...positionAt(offset), path: '', message });

  const problems = [...document.errors, ...document.warnings];
  const issues = problems.map((problem) =>
    issueAt(problem.pos[0], describeYamlProblem(problem.code, problem.message)),
  );
  let aliases = 0;
  visit(document, {
    Alias(_, alias) {
      aliases++;
      // Resolving each alias searches the whole document.
      if (aliases > maxAliases) return visit.BREAK;
      if (alias.resolve(document) === undefined)
        issues.push(
          issueAt(alias.range?.[0] ?? 0, `no anchor \`&${alias.source}\` stands before \`*${alias.source}\``),
        );
      return undefined;
    },
  });
  if (aliases > maxAliases)
    return unreadable([issueAt(0, `there are more than ${maxAliases} aliases (\`*name\`)`)]);
  const deep = problems.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (deep !== undefined)
    return unreadable([issueAt(deep.pos[0], describeYamlProblem(deep.code, deep.message))]);
  // If a key is given twice, the rest can still be checked.
  const repeatedKeys = problems.filter(({ code }) => code === 'DUPLICATE_KEY').length;
  if (issues.length > repeatedKeys) return unreadable(issues);

  const root = document.contents;
  if (root === null)
    return unreadable([
      issueAt(0, 'the file is empty: a scenario begins with `apiVersion: rehearsal/v1alpha1`'),
    ]);
  const data = plain(() => document.toJS({ maxAliasCount: maxAliases }));
  if (data === undefined)
    return unreadable([...issues, issueAt(0, 'its aliases (`*name`) hold each other or grow without bound')]);

  const resolved = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const pairOrItem = (path: Path): Pair | Node | null =>
    path.reduce<unknown>((found, key) => {
      const node = resolved(isPair(found) ? found.value : found);
      if (isMap(node))
        return (
          node.items.findLast((pair) => isScalar(pair.key) && String(pair.key.value) === String(key)) ?? null
        );
      return isCollection(node) ? (node.items[Number(key)] ?? null) : null;
    }, root) as Pair | Node | null;

  const position: ReadDocument['position'] = (path, at) => {
    if (at === 'parent')
      return path.length < 2 ? positionAt(root.range?.[0] ?? 0) : position(path.slice(0, -1), 'key');
    const found = pairOrItem(path);
    if (found === null) return null;
    const node = isPair(found) ? ((at === 'value' ? found.value : null) ?? found.key) : found;
    return positionAt((node as Node).range?.[0] ?? 0);
  };
  return { data, issues, position };
}

function unreadable(issues: readonly Issue[]): ReadDocument {
  return { data: undefined, issues: issues.slice(0, maxIssues), position: () => null };
}

/** Plain data that is a tree; undefined if aliases make it infinite. */
function plain(convert: () => unknown): unknown {
  try {
    const data = convert();
    JSON.stringify(data);
    return data;
  } catch {
    return undefined;
  }
}

function describeYamlProblem(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'this key is given twice';
  if (code === 'MULTIPLE_DOCS') return 'a second YAML document begins here: a file holds one scenario';
  if (code === 'RESOURCE_EXHAUSTION') return 'this is nested too deeply';
  return `not valid YAML: ${message.slice(0, 200)}`;
}
