import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderMarkdownReport } from '../../../harness/report/markdown.ts';
import { sentences } from '../../support/judge/sentences.ts';
import { hostileText, withText } from '../../support/report/hostile.ts';
import { approved, empty, tuned } from '../../support/report/samples.ts';

test('a whole report equals the committed one', async () => {
  await expect(renderMarkdownReport(tuned)).toMatchFileSnapshot('tuned.golden.txt');
});

test('the first screen shows the verdict, its reasons and what decided it, and the first table compares the lanes', () => {
  const [opening = '', firstTable = ''] = renderMarkdownReport(tuned).split(/^## .*$/m);
  expect(opening).toContain('tune: kind-1.33-to-1.34');
  expect(opening).toContain(tuned.headline);
  for (const sentence of sentences(tuned.reasons)) expect(opening).toContain(sentence);
  expect(opening).toMatch(/outage\.longest\*\* 1\.215 s, limit 500 ms/);
  expect(opening).toContain('Not covered: cloud load balancers and their health checks; node kernels');
  expect(opening).toContain('One caveat, listed below');
  expect(firstTable).toContain('| web/fresh | baseline | 3.4 | 5.1 | 10.3 | 40.2 | 0 of 36,000 | 0% | 0 |');
  expect(firstTable).toContain(
    '| web/fresh | upgrade | 3.6 | 6.7 | 34.8 | 1,998 | 248 of 76,000 | 0.33% | 2 |',
  );
});

test('the first screen lists up to four differences of this cluster from production in full', () => {
  const warning = (message: string, code = 'service-setting-not-honoured') => ({
    ...{ code, message, file: 'shop.yaml', line: 7, column: 3 },
  });
  const openingWith = (warnings: typeof tuned.warnings) =>
    renderMarkdownReport({ ...tuned, warnings }).split(/^## .*$/m)[0];
  expect(openingWith([warning('another matter', 'image-pulled'), warning('Service web: no zones')])).toMatch(
    /^Service web: no zones\.$/m,
  );
  expect(openingWith([warning('another matter', 'image-pulled')])).not.toContain('another matter');
  const five = ['a', 'b', 'c', 'd', 'e'].map((name) => warning(`Service ${name}: no zones`));
  expect(openingWith(five.slice(0, 4))).toContain('Service d: no zones.');
  expect(openingWith(five)).toMatch(/Service c: no zones\.\n\nThe caveats list 2 more settings\.$/m);
});

test('the first reason appears once, in the headline', () => {
  const [first = '', second = ''] = sentences(tuned.reasons);
  const one = { ...tuned, criteria: [], reasons: tuned.reasons.slice(0, 1) };
  expect(renderMarkdownReport(one).split(first)).toHaveLength(2);
  expect(renderMarkdownReport(one)).not.toContain('reasons, most important first');
  expect(renderMarkdownReport(tuned)).toContain(`Further reasons, most important first:\n\n- ${second}`);
});

test('what was not measured is marked so, and never 0', () => {
  const report = renderMarkdownReport({
    ...tuned,
    lanes: tuned.lanes.map((lane) => ({ ...lane, baseline: null, upgrade: null })),
  });
  expect(report).toContain('| web/fresh | baseline | not measured | – | – | – | – | – | – |');
  const bare = renderMarkdownReport(empty);
  expect(bare).toContain('Capacity was not measured.');
  expect(bare).toContain('The load generator host was not measured');
  expect(bare).not.toMatch(/\b0 ms\b|\b0%|NaN|undefined|null/);
});

test('no report of any sample contains a leftover of a missing value', () => {
  for (const summary of [tuned, approved, empty])
    expect(renderMarkdownReport(summary)).not.toMatch(/NaN|undefined|Infinity|\[object/);
});

/** The number of lines, how each begins, and its number of cells. */
function shape(markdown: string): string[] {
  return markdown.split('\n').map((line) => {
    const pipes = line.replace(/\\./g, '').match(/\|/g)?.length ?? 0;
    const [start = ''] = /^(#+ |- |\| |<sub>|\*\*|\*)?/.exec(line) ?? [];
    return `${start}${pipes}`;
  });
}

test('no name or message can break a table, open a tag or begin a block', () => {
  const harmless = shape(renderMarkdownReport(withText(tuned, 'x')));
  fc.assert(
    fc.property(hostileText, (text) => {
      const report = renderMarkdownReport(withText(tuned, text));
      expect(shape(report)).toEqual(harmless);
      expect(report.replace(/<\/?sub>/g, '')).not.toMatch(/[<>]/);
      expect(report.replace(/\\./g, '')).not.toMatch(/`|\[|\]|!\[/);
    }),
    { numRuns: 60 },
  );
});
