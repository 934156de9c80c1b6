import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Section } from '../../../harness/report/document.ts';
import { renderHtmlReport } from '../../../harness/report/html.ts';
import { renderMarkdownReport } from '../../../harness/report/markdown.ts';
import { following, type SectionEntry } from '../../../harness/report/sections.ts';
import { approved, chart, tuned } from '../../support/report/samples.ts';

/** A new section, added as in CONTRIBUTING.md: one entry in the list. */
const example: SectionEntry = {
  section: ({ verdict }): Section => ({
    id: 'example',
    heading: 'An example <b>',
    blocks: [
      { kind: 'text', text: `The verdict is ${verdict}.` },
      { kind: 'table', caption: 'Letters', columns: [{ name: 'Letter' }], rows: [{ cells: ['<i>'] }] },
    ],
    source: 'nowhere',
  }),
  isShown: ({ verdict }) => verdict === 'tune',
};
const registry = following as SectionEntry[];
beforeEach(() => void registry.splice(1, 0, example));
afterEach(() => void registry.splice(registry.indexOf(example), 1));

const assets = { styles: [], scripts: [] };

test('a section of the list is in the page, its contents and the Markdown, escaped for each', () => {
  const page = renderHtmlReport(tuned, chart, assets);
  expect(page).toContain('<section id="example"');
  expect(page).toContain('<li><a href="#example">An example &#60;b&#62;</a></li>');
  expect(page).toContain('<th scope="row">&#60;i&#62;</th>');
  expect(page).toContain('<span>Source</span> nowhere');
  const markdown = renderMarkdownReport(tuned);
  expect(markdown).toContain('## An example &lt;b&gt;\n\nThe verdict is tune.');
  expect(markdown).toContain('| &lt;i&gt; |');
});

test('a section without content is left out everywhere', () => {
  expect(renderHtmlReport(approved, chart, assets)).not.toContain('example');
  expect(renderMarkdownReport(approved)).not.toContain('An example');
});

test('every section of a file is in the list', () => {
  const folder = join(import.meta.dirname, '../../../harness/report/sections');
  const made = readdirSync(folder).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/export function (\w+Section)\(/g)].map(
      ([, name]) => name,
    ),
  );
  const list = readFileSync(join(folder, '../sections.ts'), 'utf8');
  expect(made.length).toBeGreaterThan(10);
  expect(made.filter((name) => !list.includes(`section: ${name}`))).toEqual([]);
});
