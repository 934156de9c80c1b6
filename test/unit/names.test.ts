import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Names that end in `Of` and are not those of our functions. */
const allowed: ReadonlySet<string> = new Set([
  // JavaScript's own.
  'indexOf',
  'lastIndexOf',
  // A keyword of JSON Schema.
  'multipleOf',
  // A member of the journal's claims, which is a written format.
  'kernelOf',
]);

/** Names in code that end in `Of` and do not begin as a type does, each once. */
function findNamesInOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
  const names = [...code.matchAll(/(?<![\w$])#?[a-z]\w*Of\b/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !allowed.has(name));
}

it.each(['harness', 'scripts', 'bench'])(
  'no function of %s is named after what it belongs to, as `x…Of`',
  (folder) => {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(?:ts|js|mjs)$/.test(file),
    );
    expect(files.length).toBeGreaterThan(10);
    const found = files.flatMap((file) =>
      findNamesInOf(readFileSync(join(root, folder, file), 'utf8')).map(
        (name) => `${folder}/${file}: ${name}`,
      ),
    );
    expect(found).toEqual([]);
  },
);

it('finds such a name of a function, a constant, a member and a parameter, and none of a type', () => {
  const source = `
    function endOf(text: string) { return text.lastIndexOf('x'); } // startOf
    const rateOf = () => 1;
    class A { #stepOf(record: RecordOf<'intent'>) {} }
    interface B { rowsOf(at: number): Rows; pick: (placesOf: () => number) => void }`;
  expect(findNamesInOf(source)).toEqual(['endOf', 'rateOf', '#stepOf', 'rowsOf', 'placesOf']);
});
