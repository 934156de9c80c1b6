import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const decisions = readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`);
/** The pages for contributors. */
const pages = ['docs/architecture.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...decisions];
const top = readdirSync(root).filter((name) => name !== 'node_modules');

/** Files and folders that a page names in code: those that begin with a name at the top of the repository. */
function pathsIn(text: string): string[] {
  const code = [...text.replace(/```[\s\S]*?```/g, '').matchAll(/`([^`\s]+)`/g)].map(([, one = '']) => one);
  return code.filter((one) => top.includes(one.split('/')[0] as string));
}

/** `<name>` stands for a new file or folder, so its parent folder must exist. */
function isThere(path: string): boolean {
  const known = path.includes('<') ? dirname(path.slice(0, path.indexOf('<') + 1)) : path;
  return known.includes('*') ? globSync(known, { cwd: root }).length > 0 : existsSync(join(root, known));
}

describe.each(pages)('%s', (page) => {
  const text = read(page);

  it('links only to existing files', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => target);
    const files = links
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => relative(root, join(root, dirname(page), target)));
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it('names only existing files and folders', () => {
    expect(pathsIn(text).filter((path) => !isThere(path))).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  const recipes = read('CONTRIBUTING.md').split('## Recipes')[1]?.split('\n### ').slice(1) ?? [];

  it('has a recipe for each kind of change', () => {
    expect(recipes.length).toBeGreaterThan(11);
  });

  it.each(recipes.map((recipe) => [recipe.split('\n')[0] as string, recipe]))(
    'names existing files: %s',
    (_title, recipe) => {
      const paths = pathsIn(recipe);
      expect(paths.length).toBeGreaterThan(1);
      expect(paths.filter((path) => !isThere(path))).toEqual([]);
    },
  );
});

describe('docs/decisions', () => {
  it('lists every decision', () => {
    const index = read('docs/decisions/README.md');
    const numbered = decisions.filter((file) => /\d{4}-/.test(file)).map((file) => file.split('/').at(-1));
    expect(numbered.length).toBeGreaterThan(9);
    expect(numbered.filter((file) => !index.includes(`(${file})`))).toEqual([]);
  });
});

it('detects a path that does not exist', () => {
  expect(isThere('harness/judge/no-such-file.ts')).toBe(false);
  expect(isThere('harness/no-such-room/<name>.ts')).toBe(false);
  expect(isThere('harness/judge/<id>.ts')).toBe(true);
  expect(pathsIn('`harness/judge` and `kubectl get` and `2/3`')).toEqual(['harness/judge']);
});
