import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { isMap, isScalar, LineCounter, type Node, parseAllDocuments } from 'yaml';
import type { Issue } from '../errors.ts';
import type { HeldFiles } from './held-files.ts';
import type { Mistake } from './mistakes.ts';
import type { Warning } from './warnings.ts';

/** A Kubernetes object as a manifest holds it. What kind it is, the cluster's API judges. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** An object, and where it stands. */
export interface PlacedObject {
  readonly object: ManifestObject;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** All that the manifests hold, and all that is wrong with them. */
export interface ReadManifests {
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly objects: readonly PlacedObject[];
  /** Of files that can't be read: at their names in the scenario. */
  readonly mistakes: readonly Mistake[];
  /** At their places in the manifests. */
  readonly issues: readonly Issue[];
  readonly warnings: readonly Warning[];
}

/** The API server itself takes no greater object; a file may hold several. */
const maxBytes = 3 * 1_048_576;
const maxAliases = 100;

/** Reads manifests. @param folder where relative paths start */
export function readManifests(
  paths: readonly (string | undefined)[],
  folder: string,
  held: HeldFiles,
): ReadManifests {
  const files: { path: string; sha256: string }[] = [];
  const objects: PlacedObject[] = [];
  const mistakes: Mistake[] = [];
  const issues: Issue[] = [];
  const warnings: Warning[] = [];
  for (const [index, name] of paths.entries()) {
    if (name === undefined) continue;
    const path = resolve(folder, name);
    const text = held.text(path, maxBytes, 'a manifest');
    if (text instanceof Error) {
      mistakes.push({
        path: ['workload', 'manifests', index],
        at: 'value',
        message: `${name} ${text.message}`,
      });
      continue;
    }
    files.push({ path, sha256: createHash('sha256').update(text).digest('hex') });
    const read = readText(text, path);
    objects.push(...read.objects);
    issues.push(...read.issues);
  }
  return { files, objects, mistakes, issues: [...issues, ...twice(objects)], warnings };
}

/** The namespace that an object is in when it is of a kind that has one. */
export function namespaceOf({ metadata }: ManifestObject): string {
  return metadata.namespace || 'default';
}

function readText(text: string, file: string): Pick<ReadManifests, 'objects' | 'issues'> {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    logLevel: 'error',
  });
  const documents = Array.isArray(parsed) ? parsed : [];
  const objects: PlacedObject[] = [];
  const issues: Issue[] = [];
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const wrong = (node: Node | null, message: string, offset = 0) =>
    issues.push({ ...placeOf(node?.range?.[0] ?? offset), file, path: '', message });

  for (const document of documents) {
    for (const { pos, message } of [...document.errors, ...document.warnings])
      wrong(null, `not valid YAML: ${message.slice(0, 200)}`, pos[0]);
    const { contents } = document;
    // Nothing between two `---`, as templates leave it.
    if (document.errors.length > 0 || contents === null || (isScalar(contents) && contents.value === null))
      continue;
    if (!isMap(contents)) {
      wrong(
        contents as Node,
        'expected a Kubernetes object: a mapping with `apiVersion`, `kind` and `metadata`',
      );
      continue;
    }
    const missing = [['apiVersion'], ['kind'], ['metadata', 'name']].filter((path) => {
      const value = contents.getIn(path);
      return typeof value !== 'string' || value === '';
    });
    for (const path of missing) wrong(contents, `\`${path.join('.')}\` is missing, or not a word`);
    if (missing.length > 0) continue;
    if (String(contents.get('kind')).endsWith('List') && contents.has('items')) {
      wrong(contents, 'a list of objects: write each one as a document of its own, between lines of `---`');
      continue;
    }
    try {
      const object = document.toJS({ maxAliasCount: maxAliases }) as ManifestObject;
      objects.push({ object, file, ...placeOf(contents.range?.[0] ?? 0) });
    } catch {
      wrong(contents, 'its aliases (`*name`) hold each other or grow without bound');
    }
  }
  return { objects, issues };
}

function twice(objects: readonly PlacedObject[]): readonly Issue[] {
  const seen = new Map<string, PlacedObject>();
  return objects.flatMap((placed) => {
    const { object, file, line, column } = placed;
    const key = `${object.apiVersion} ${object.kind} ${namespaceOf(object)}/${object.metadata.name}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, placed);
      return [];
    }
    const message = `${object.kind} ${object.metadata.name} is in ${first.file}:${first.line} already`;
    return [{ line, column, file, path: '', message }];
  });
}
