import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from './scope.ts';

/**
 * What `clean` must know of a clone, in the run's private folder from before the first command on. Between `creating` and
 * `deleted` there may be something of it in the cloud.
 */
export interface CloneNote extends Scope {
  readonly phase: 'creating' | 'deleting' | 'deleted';
}

const noteFile = 'clone.json';
const objectsFile = 'clone.yaml';

/** On the disk when it returns, whole: a kill leaves the old one or the new one. */
export function writeNote(privateFolder: string, note: CloneNote): void {
  writeWhole(join(privateFolder, noteFile), JSON.stringify(note));
}

/** Null where the run got no clone. */
export function readNote(privateFolder: string): CloneNote | null {
  const file = join(privateFolder, noteFile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as CloneNote) : null;
}

/** The clone's objects as they were created: with them a deletion that was cut short can be done again. */
export function writeObjects(privateFolder: string, objects: string): void {
  writeWhole(join(privateFolder, objectsFile), objects);
}

/** Null where the run had not yet made them. */
export function readObjects(privateFolder: string): string | null {
  const file = join(privateFolder, objectsFile);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Path of the only kubeconfig that a run's commands read and write. */
export const kubeconfigIn = (privateFolder: string): string => join(privateFolder, 'kubeconfig');

function writeWhole(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
