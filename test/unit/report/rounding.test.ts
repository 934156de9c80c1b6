import { describe, expect, it } from 'vitest';
import { duration } from '../../../harness/format/durations.ts';
import { percent } from '../../../harness/format/numbers.ts';
import { quantity } from '../../../harness/format/quantity.ts';
import type { Criterion, Summary } from '../../../harness/judge/answer/summary.ts';
import { renderMarkdownReport } from '../../../harness/report/markdown.ts';
import { durationsIn, parseMs } from '../../support/format/read-duration.ts';
import { judged } from '../../support/judge/recording.ts';
import { sentences } from '../../support/judge/sentences.ts';

const percentages = (text: string) => [...text.matchAll(/(?<![\d.,])(\d[\d.,]*)%/g)];

/** Durations in a criterion's reason that are its value, rounded differently than in the table. */
function roundedOtherwise({ criteria, reasons, headline }: Summary): readonly string[] {
  return criteria.flatMap((criterion) => {
    const own = [headline, ...sentences(reasons)].filter((reason) => reason.includes(criterion.why));
    return [criterion.why, ...own].flatMap(durationsIn).filter((text) => isOtherRounding(text, criterion));
  });
}

function isOtherRounding(text: string, { value, unit }: Criterion): boolean {
  if (unit !== 'ms' || value === null || text === quantity(value, unit)) return false;
  const [, decimals = ''] = /\.(\d+)/.exec(text) ?? [];
  const lastDigitMs = (text.endsWith(' ms') ? 1 : 1_000) / 10 ** decimals.length;
  return Math.abs(parseMs(text) - value) <= lastDigitMs / 2;
}

describe.each([
  'kind-slices-behind',
  'no-ready-pod',
  'stops-at-once',
  'kind-interval-waited',
  'load-host-stalls',
])('the report of %s', (name) => {
  it('shows no figure in two roundings', async () => {
    const summary = await judged(name);
    // The texts in these runs' journals are older than the formatter.
    const report = renderMarkdownReport({ ...summary, frontDoor: null, claims: null, lags: [] });
    const durations = durationsIn(report);
    expect(durations.length).toBeGreaterThan(20);
    expect(durations.filter((text) => duration(parseMs(text)) !== text)).toEqual([]);
    const shares = percentages(report).filter(
      ([text, number = '']) => percent(Number(number.replaceAll(',', '')) / 100) !== text,
    );
    expect(shares.map(([text]) => text)).toEqual([]);
    expect(roundedOtherwise(summary)).toEqual([]);
  });
});
