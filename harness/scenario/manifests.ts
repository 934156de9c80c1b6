import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Issue } from '../errors.ts';
import type { HeldFiles } from './held-files.ts';
import { leaveOut } from './manifests/left-out.ts';
import { readObjects } from './manifests/objects.ts';
import { getNamespace, type PlacedObject } from './manifests/placed-object.ts';
import type { Mistake } from './mistakes.ts';
import type { Path } from './walk.ts';
import type { Warning } from './warnings.ts';

export { getNamespace, type ManifestObject, type PlacedObject } from './manifests/placed-object.ts';

/** The objects of the manifests, and all their problems. */
export interface ReadManifests {
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  /** Without what a new cluster can't be given: see `warnings`. */
  readonly objects: readonly PlacedObject[];
  /** Those that their own schemas refuse. */
  readonly invalid: readonly PlacedObject[];
  /** Of files that can't be read: at their names in the scenario. */
  readonly mistakes: readonly Mistake[];
  /** At their positions in the manifests. */
  readonly issues: readonly Issue[];
  readonly warnings: readonly Warning[];
}

/** The API server accepts no larger object; a file may contain several. */
const maxBytes = 3 * 1_048_576;

/**
 * Reads manifests.
 * @param folder where relative paths start
 * @param setting the list that names them
 */
export function readManifests(
  paths: readonly (string | undefined)[],
  folder: string,
  held: HeldFiles,
  setting: Path = ['workload', 'manifests'],
): ReadManifests {
  const files: { path: string; sha256: string }[] = [];
  const found: PlacedObject[] = [];
  const mistakes: Mistake[] = [];
  const issues: Issue[] = [];
  for (const [index, name] of paths.entries()) {
    if (name === undefined) continue;
    const path = resolve(folder, name);
    const text = held.text(path, maxBytes, 'a manifest');
    if (text instanceof Error) {
      mistakes.push({
        path: [...setting, index],
        at: 'value',
        message: `${name} ${text.message}`,
      });
      continue;
    }
    files.push({ path, sha256: createHash('sha256').update(text).digest('hex') });
    const read = readObjects(text, path);
    found.push(...read.objects);
    issues.push(...read.issues);
  }
  const { objects, warnings } = leaveOut(found);
  return { files, objects, mistakes, issues: [...issues, ...findDuplicates(objects)], warnings, invalid: [] };
}

function findDuplicates(objects: readonly PlacedObject[]): readonly Issue[] {
  const seen = new Map<string, PlacedObject>();
  return objects.flatMap((placed) => {
    const { object, file, line, column } = placed;
    const key = `${object.apiVersion} ${object.kind} ${getNamespace(object)}/${object.metadata.name}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, placed);
      return [];
    }
    const message = `${object.kind} ${object.metadata.name} is in ${first.file}:${first.line} already`;
    return [{ line, column, file, path: '', message }];
  });
}
