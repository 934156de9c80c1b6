import type { Issue } from '../../errors.ts';
import type { HeldFiles } from '../held-files.ts';
import type { CheckedObjects } from '../manifests/checked-objects.ts';
import { type PlacedObject, type ReadManifests, readManifests } from '../manifests.ts';
import type { Mistake } from '../mistakes.ts';
import { validateManifests } from '../own-workload.ts';
import type { UnderstoodScenario } from '../schema/scenario.ts';
import type { Warning } from '../warnings.ts';

/** The manifests of the hooks that apply some, by the hook's name, and all their problems. */
export interface HookManifests {
  readonly files: ReadonlyMap<string, ReadManifests['files']>;
  readonly objects: Readonly<Record<string, readonly PlacedObject[]>>;
  readonly mistakes: readonly Mistake[];
  readonly issues: readonly Issue[];
  readonly warnings: readonly Warning[];
}

/**
 * Reads and checks the manifests of hooks as those of the workload.
 * @param check how the scenario's kind of cluster checks objects
 */
export function readHookManifests(
  parts: UnderstoodScenario,
  folder: string,
  held: HeldFiles,
  check: (read: ReadManifests) => CheckedObjects,
): HookManifests {
  const read = (parts.upgrade?.hooks ?? []).flatMap((hook, index) => {
    const { name, manifests } = hook ?? {};
    if (name === undefined || manifests === undefined) return [];
    const setting = ['upgrade', 'hooks', index, 'manifests'];
    const found = validateManifests(readManifests(manifests, folder, held, setting), parts);
    return [{ name, found, checked: check(found) }];
  });
  return {
    files: new Map(read.map(({ name, found }) => [name, found.files])),
    objects: Object.fromEntries(read.map(({ name, checked }) => [name, checked.objects])),
    mistakes: read.flatMap(({ found }) => found.mistakes),
    issues: read.flatMap(({ found, checked }) => [...found.issues, ...checked.issues]),
    warnings: read.flatMap(({ found, checked }) => [...found.warnings, ...checked.warnings]),
  };
}
