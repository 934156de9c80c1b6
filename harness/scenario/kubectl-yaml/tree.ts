import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  visit,
} from 'yaml';
import { keyText, resolvePlain, resolveTagged, type ScalarValue, UnreadableValue } from './scalars.ts';

/** Offsets of a member of a mapping or sequence in the text. For a sequence's member both are equal. */
export interface MemberPlace {
  readonly key: number;
  readonly value: number;
}

/** Positions of the members of each mapping and sequence. */
export type Places = WeakMap<object, Map<string | number, MemberPlace>>;

export interface Problem {
  readonly offset: number;
  readonly message: string;
}

/** In a CustomResourceDefinition these are doubles for the API server, too. */
const numbersOfSchemas = ['maximum', 'minimum', 'multipleOf'];
/** More than any manifest has, and few enough to limit memory. */
const maxNodesOfAliases = 100_000;

/**
 * The plain data that kubectl reads from a YAML document, member by member in written order: aliases are
 * copied, and `<<` merges members of other mappings. As in go.yaml.in/yaml/v2, later members win, so that a
 * `<<` below a key replaces it. A duplicate key, of which kubectl keeps the last, is a problem here.
 * @param places receives the positions of its members
 * @param offset of the document's text
 */
export function plainData(
  document: Document,
  places: Places,
  offset: number,
): { data: unknown; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const anchors = resolveAliases(document);
  const open = new Set<Node>();
  let copied = 0;

  const getOffset = (node: Node | null) => offset + (node?.range?.[0] ?? 0);

  function refuse(node: Node | null, message: string): null {
    problems.push({ offset: getOffset(node), message });
    return null;
  }

  function scalarValue(node: Node | null): ScalarValue {
    const nothing = { value: null, inexact: false };
    if (node === null || !isScalar(node)) return nothing;
    try {
      const text = String(node.value ?? '');
      if (node.tag === '!') return { value: text, inexact: false };
      if (node.tag !== undefined) return resolveTagged(node.tag, text);
      return node.type === 'PLAIN' || node.type === undefined
        ? resolvePlain(text)
        : { value: text, inexact: false };
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      refuse(node, error.message);
      return nothing;
    }
  }

  function target(alias: Alias): Node | null {
    const node = anchors.get(alias);
    return node ?? refuse(alias, `no anchor \`&${alias.source}\` stands before \`*${alias.source}\``);
  }

  /** Converts the target of an alias. @throws TooManyAliases */
  function throughAlias<T>(alias: Alias, convert: (node: Node) => T): T | null {
    const node = target(alias);
    if (node === null) return null;
    if (open.has(node)) return refuse(alias, `\`&${alias.source}\` contains itself`);
    open.add(node);
    try {
      return convert(node);
    } finally {
      open.delete(node);
    }
  }

  function value(node: Node | null, key?: string): unknown {
    if (open.size > 0 && ++copied > maxNodesOfAliases) throw new TooManyAliases();
    if (isAlias(node)) return throughAlias(node, (found) => value(found, key));
    if (isMap(node)) return mapping(node.items as readonly Pair<Node, Node | null>[], {}, new Map());
    if (isSeq(node)) return sequence(node.items as readonly Node[]);
    const scalar = scalarValue(node);
    if (scalar.inexact && !numbersOfSchemas.includes(key ?? ''))
      refuse(node, `${scalar.value} is what is left of this number: it has more digits than can be sent`);
    return scalar.value;
  }

  function sequence(items: readonly Node[]): unknown[] {
    const members = new Map<number, MemberPlace>();
    const list = items.map((item, index) => {
      const at = getOffset(item);
      members.set(index, { key: at, value: at });
      return value(item);
    });
    places.set(list, members);
    return list;
  }

  function mapping(
    pairs: readonly Pair<Node, Node | null>[],
    into: Record<string, unknown>,
    members: Map<string | number, MemberPlace>,
  ): Record<string, unknown> {
    const written = new Map<string, Node>();
    for (const pair of pairs) {
      if (isMergeKey(pair.key)) {
        merge(pair.value, into, members, pair.key);
        continue;
      }
      const key = readKey(pair.key);
      if (key === null) continue;
      if (written.has(key)) refuse(pair.key, `the key \`${key}\` is given twice in this mapping`);
      written.set(key, pair.key);
      define(into, key, value(pair.value, key));
      members.set(key, { key: getOffset(pair.key), value: getOffset(pair.value ?? pair.key) });
    }
    places.set(into, members);
    return into;
  }

  function merge(
    from: Node | null,
    into: Record<string, unknown>,
    members: Map<string | number, MemberPlace>,
    key: Node,
  ): void {
    const wrong = 'merges a mapping (`<<: *name`) or a list of mappings, and this is neither';
    const mergeOne = (node: Node | null): void => {
      if (isAlias(node))
        throughAlias(node, (found) => (isMap(found) ? mergeOne(found) : refuse(key, `\`<<\` ${wrong}`)));
      else if (isMap(node)) mapping(node.items as readonly Pair<Node, Node | null>[], into, members);
      else refuse(key, `\`<<\` ${wrong}`);
    };
    // Earlier ones of a list take precedence.
    if (isSeq(from)) for (const item of from.items.toReversed()) mergeOne(item as Node);
    else mergeOne(from);
  }

  function readKey(node: Node | null): string | null {
    if (isAlias(node)) return throughAlias(node, readKey);
    if (!isScalar(node)) return refuse(node, 'a key must be text, a number or a boolean');
    try {
      const plain = node.type === 'PLAIN' || node.type === undefined;
      return keyText(
        String(node.value ?? ''),
        node.tag === '!' ? undefined : node.tag,
        plain && node.tag !== '!',
      );
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      return refuse(node, error.message);
    }
  }

  try {
    return { data: value(document.contents as Node | null), problems };
  } catch (error) {
    if (!(error instanceof TooManyAliases)) throw error;
    return { data: null, problems: [{ offset, message: 'its aliases (`*name`) grow without bound' }] };
  }
}

class TooManyAliases extends Error {}

/** The node that each alias refers to: the last one before it with that name. */
function resolveAliases(document: Document): ReadonlyMap<Alias, Node> {
  const named = new Map<string, Node>();
  const found = new Map<Alias, Node>();
  visit(document, (_, node) => {
    if (isAlias(node)) {
      const anchored = named.get(node.source);
      if (anchored !== undefined) found.set(node, anchored);
    } else if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor) named.set(node.anchor, node);
  });
  return found;
}

function isMergeKey(node: Node | null): boolean {
  if (!isScalar(node) || node.value !== '<<') return false;
  return node.tag === undefined ? node.type === 'PLAIN' : node.tag === 'tag:yaml.org,2002:merge';
}

/** Also of a key such as `__proto__`. */
function define(into: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}
