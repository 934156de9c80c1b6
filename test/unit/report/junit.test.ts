import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reason } from '../../../harness/reasons/reason.ts';
import { renderJunitReport } from '../../../harness/report/junit.ts';
import { hostileText, withText } from '../../support/report/hostile.ts';
import { approved, empty, tuned } from '../../support/report/samples.ts';

const totals = (xml: string) =>
  /<testsuites tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/
    .exec(xml)
    ?.slice(1, 5)
    .map(Number);

test('missed criteria fail, unresolved ones are errors, and nothing is skipped', () => {
  // The verdict and two criteria failed; two criteria and one post-check have no answer.
  expect(totals(renderJunitReport(tuned))).toEqual([11, 3, 3, 0]);
  expect(renderJunitReport(tuned)).toContain(
    '<failure message="1.215 s, limit 500 ms: outage of E1" type="missed"/>',
  );
});

test('a test case has the same name in every run: that of a step contains no cluster name', () => {
  const criteria = tuned.criteria.map((criterion) => ({
    ...criterion,
    scope: { step: tuned.steps[2]?.title ?? '' },
  }));
  const xml = renderJunitReport({ ...tuned, criteria });
  expect(xml).toContain('name="outage.longest, worker-2 (worker, step 3 of 3)"');
});

test('an approved run passes altogether', () => {
  expect(totals(renderJunitReport(approved))?.slice(1)).toEqual([0, 0, 0]);
});

test('an inconclusive run does not pass', () => {
  expect(totals(renderJunitReport(empty))).toEqual([1, 0, 1, 0]);
});

test('no message ends its CDATA section', () => {
  const error = reason('error', { code: 'harness-failed', message: 'd ]]> <e/>' });
  const xml = renderJunitReport({ ...tuned, headline: 'a ]]> b ]]> <c/>', reasons: [error] });
  expect(xml.replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')).not.toMatch(/<[ce]\/>/);
});

test('no name or message becomes markup or an invalid character', () => {
  const tags = (xml: string) =>
    xml
      .replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, '')
      .replace(/="[^"<]*"/g, '')
      .match(/<[^>]*>/g);
  const harmless = tags(renderJunitReport(withText(tuned, 'x')));
  fc.assert(
    fc.property(hostileText, (text) => {
      const xml = renderJunitReport(withText(tuned, text));
      expect(tags(xml)).toEqual(harmless);
      expect(xml).not.toMatch(/(?![\n\t])[\p{Cc}\ufffe\uffff]/u);
      expect(xml.isWellFormed()).toBe(true);
    }),
    { numRuns: 60 },
  );
});
