import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clopperPearsonUpper,
  poissonConditionalPValue,
  quantileConfidenceRanks,
  slopeWithAr1Errors,
  welchDifference,
} from '../../../../harness/judge/statistics/stats.ts';

interface Golden {
  readonly upperBound: readonly { bad: number; count: number; bound: number }[];
  readonly welch: readonly {
    first: number[];
    second: number[];
    t: number;
    df: number;
    low: number;
    high: number;
  }[];
  readonly quantileConfidenceRanks: readonly { count: number; p: number; ranks: [number, number] | null }[];
  readonly moreOften: readonly {
    before: number;
    beforeS: number;
    after: number;
    afterS: number;
    chance: number;
  }[];
  readonly slope: readonly { values: number[]; effect: number; low: number; high: number }[];
}

// Made by golden.py next to it.
const golden = JSON.parse(
  readFileSync(new URL('../../../fixtures/statistics/golden.json', import.meta.url), 'utf8'),
) as Golden;

describe("SciPy's values", () => {
  it.each(golden.upperBound)('bound a share: $bad of $count', ({ bad, count, bound }) => {
    expect(clopperPearsonUpper(bad, count)).toBeCloseTo(bound, 9);
  });

  it.each(golden.welch)("are Welch's interval of $first against $second", ({ first, second, ...scipy }) => {
    const { difference: _, ...found } = welchDifference(first, [second]) ?? { difference: 0 };
    for (const [name, value] of Object.entries(scipy))
      expect((found as Record<string, number>)[name], name).toBeCloseTo(value, 8);
  });

  it.each(golden.quantileConfidenceRanks)(
    'are the ranks around percentile $p of $count',
    ({ count, p, ranks }) => {
      expect(quantileConfidenceRanks(count, p)).toEqual(ranks);
    },
  );

  it.each(golden.moreOften)(
    'are the chance of $after in $afterS s after $before in $beforeS s',
    ({ before, beforeS, after, afterS, chance }) => {
      expect(poissonConditionalPValue(before, beforeS, after, afterS)).toBeCloseTo(chance, 9);
    },
  );

  it.each(golden.slope)('are the rise of $values', ({ values, effect, low, high }) => {
    const found = slopeWithAr1Errors(
      values,
      values.map((_, i) => i / (values.length - 1)),
    );
    expect(found?.effect).toBeCloseTo(effect, 9);
    expect(found?.low).toBeCloseTo(low, 9);
    expect(found?.high).toBeCloseTo(high, 9);
  });
});

describe('for any count', () => {
  const counts = fc
    .integer({ min: 1, max: 2_000 })
    .chain((count) => fc.tuple(fc.nat(count), fc.constant(count)));
  const values = fc.array(
    fc.integer({ min: -400, max: 400 }).map((one) => one / 8),
    { minLength: 2, maxLength: 12 },
  );
  const close = (a: number, b: number, size = 1) => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(size));

  it('a bound lies above the observed share, and more evidence of the same lowers it', () => {
    fc.assert(
      fc.property(counts, ([bad, count]) => {
        const bound = clopperPearsonUpper(bad, count);
        expect(bound).toBeGreaterThan(bad === count ? 0.999 : bad / count);
        expect(bound).toBeLessThanOrEqual(1);
        expect(clopperPearsonUpper(bad, count + 1)).toBeLessThanOrEqual(bound + 1e-12);
      }),
    );
  });

  it('the ranks around a percentile include its own', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000 }),
        fc.double({ min: 0.01, max: 0.999, noNaN: true }),
        (count, p) => {
          const ranks = quantileConfidenceRanks(count, p);
          if (ranks === null) return;
          const shown = Math.max(1, Math.ceil(p * count));
          expect(ranks[0]).toBeLessThanOrEqual(shown);
          expect(ranks[1]).toBeGreaterThanOrEqual(shown);
        },
      ),
    );
  });

  it('a difference changes its sign with its sides, and shifts with them', () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: -20, max: 20 }), (a, b, shift) => {
        const there = welchDifference(a, [b]);
        const back = welchDifference(b, [a]);
        const moved = welchDifference(a, [b.map((one) => one + shift)]);
        if (there === null || back === null || moved === null) throw new Error('two values have a variance');
        const size = there.high - there.low + 100;
        expect(close(there.low, -back.high, size)).toBe(true);
        expect(close(there.difference + shift, moved.difference, size)).toBe(true);
        expect(there.low <= there.difference && there.difference <= there.high).toBe(true);
      }),
    );
  });

  it('as many or more is the less likely, the more there are', () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(200),
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        fc.double({ min: 1, max: 1e4, noNaN: true }),
        (before, after, beforeS, afterS) => {
          const chance = poissonConditionalPValue(before, beforeS, after, afterS);
          expect(chance).toBeGreaterThanOrEqual(0);
          expect(chance).toBeLessThanOrEqual(1);
          expect(poissonConditionalPValue(before, beforeS, after + 1, afterS)).toBeLessThanOrEqual(
            chance + 1e-12,
          );
        },
      ),
    );
  });
});
