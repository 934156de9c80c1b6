import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extractProse, findAvoidedWords, findLongCells } from '../support/avoided-words.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const pages = globSync(['*.md', 'docs/**/*.md', 'test/fixtures/**/*.md', 'reports/sample/*.md'], {
  cwd: root,
});
const scenarios = globSync('scenarios/**/*.yaml', { cwd: root });

describe.each(pages)('%s', (page) => {
  it('has no table cell of more than 40 words', () => {
    expect(findLongCells(read(page))).toEqual([]);
  });

  it('has none of the words that style avoids', () => {
    expect(findAvoidedWords(extractProse(read(page)))).toEqual([]);
  });
});

it.each(scenarios)('%s has none of them in its comments', (scenario) => {
  const comments = [...read(scenario).matchAll(/#(.*)/g)].map(([, comment]) => comment);
  expect(findAvoidedWords(extractProse(comments.join('\n')))).toEqual([]);
});

it('covers every page', () => {
  expect(pages.length).toBeGreaterThan(26);
  expect(scenarios.length).toBeGreaterThan(15);
});

it('finds a long cell and an avoided word when it sees one', () => {
  expect(findLongCells(`| a | ${'word '.repeat(41)} |`)).toHaveLength(1);
  expect(findLongCells(`| a | ${'word '.repeat(40)} |`)).toEqual([]);
  expect(findAvoidedWords('The pod was told to go.')[0]).toContain('"told" (say: ');
  expect(findAvoidedWords('A rig of 2 cores')).toHaveLength(1);
  expect(findAvoidedWords(extractProse('Records of type `rig`'))).toEqual([]);
});
