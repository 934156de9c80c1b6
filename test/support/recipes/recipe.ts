import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import type { ProjectCopy } from '../project-copy.ts';

const root = join(import.meta.dirname, '../../..');

/** A change of one file. */
export interface Edit {
  readonly file: string;
  /** Text that occurs in it once, and is replaced; null: the file is new. */
  readonly find: string | null;
  readonly put: string;
}

/** A throw-away change that follows a recipe of CONTRIBUTING.md. */
export interface Example {
  /** The recipe's heading. */
  readonly recipe: string;
  /** Values of `<name>` and `<id>`. */
  readonly name: string;
  /** A recipe that must be done first. */
  readonly prepared?: readonly Edit[];
  /**
   * The first edits. The compiler then names every table that lacks an entry, and the recipe contains all
   * those files.
   */
  readonly registered: readonly Edit[];
  /** The files that those errors name. */
  readonly missing: string | null;
  readonly incomplete: readonly string[];
  readonly code: readonly Edit[];
  readonly documents: readonly Edit[];
  /** Files that a command of the recipe generates. */
  readonly rewritten: readonly string[];
  /** The documents that their tests name until these are edited. */
  readonly undocumented: readonly string[];
  /** Files that the recipe names and this example does not touch: to be read, or for other cases. */
  readonly untouched: readonly string[];
}

export const create = (file: string, put: string): Edit => ({ file, find: null, put });
export const replace = (file: string, find: string, put: string): Edit => ({ file, find, put });
export const before = (file: string, find: string, text: string): Edit => ({ file, find, put: text + find });
export const after = (file: string, find: string, text: string): Edit => ({ file, find, put: find + text });

/** @throws if the text to replace occurs not exactly once */
export function apply(edits: readonly Edit[], copy: ProjectCopy): void {
  for (const { file, find, put } of edits) {
    if (find === null) {
      copy.write(file, put);
      continue;
    }
    const parts = copy.read(file).split(find);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
    copy.write(file, parts.join(put));
  }
}

/** The recipes of CONTRIBUTING.md, by their headings. */
export function readRecipes(): ReadonlyMap<string, string> {
  const [, part = ''] = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split('\n## Recipes\n');
  const [recipes = ''] = part.split('\n## ');
  const texts = recipes.split('\n### ').slice(1);
  return new Map(texts.map((text) => [text.slice(0, text.indexOf('\n')), text]));
}

/** Files and folders that a recipe names, with the example's name in them. */
export function filesOfRecipe({ recipe, name }: Pick<Example, 'recipe' | 'name'>): readonly string[] {
  const text = readRecipes().get(recipe);
  if (text === undefined) throw new Error(`CONTRIBUTING.md has no recipe: ${recipe}`);
  const top = readdirSync(root);
  return [...text.matchAll(/`([^`]+)`/g)]
    .flatMap(([, code = '']) => code.split(/\s+/))
    .map((path) => path.replace(/<(?:name|id)>/g, name))
    .filter((path) => top.includes(path.split('/')[0] as string));
}

/** Differences between a recipe and the example's change. */
export function findRecipeFaults(example: Example): string[] {
  const named = filesOfRecipe(example);
  const listFiles = (edits: readonly Edit[]) => edits.map(({ file }) => file);
  const { prepared = [], registered, code, documents, rewritten } = example;
  const own = [...listFiles([...registered, ...code, ...documents]), ...rewritten];
  const touched = [...own, ...listFiles(prepared)];
  const covers = (path: string, file: string) => matchesGlob(file, path) || file.startsWith(`${path}/`);
  const unnamed = own.filter((file) => !named.some((path) => covers(path, file)));
  const needless = named.filter(
    (path) => !touched.some((file) => covers(path, file)) && !example.untouched.includes(path),
  );
  const wrong = example.untouched.filter((path) => !named.includes(path));
  return [
    ...unnamed.map((file) => `the recipe does not name ${file}`),
    ...needless.map((path) => `nothing in ${path} was needed`),
    ...wrong.map((path) => `${path} is not in the recipe any more`),
  ];
}
