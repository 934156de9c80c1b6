import { describe, expect, it } from 'vitest';
import {
  clopperPearsonUpper,
  lag1Autocorrelation,
  percentile,
  quantileConfidenceRanks,
  welchDifference,
} from '../../../../harness/judge/statistics/stats.ts';

describe('published values', () => {
  it("gives SciPy's Welch test of [1,2,3,4,5] against [3,4,5,6,9]", () => {
    const found = welchDifference([1, 2, 3, 4, 5], [[3, 4, 5, 6, 9]]);
    expect(found?.t).toBeCloseTo(1.92154, 5);
    expect(found?.df).toBeCloseTo(7.08678, 5);
    expect(found?.low).toBeCloseTo(0.03802, 5);
    expect(found?.high).toBeCloseTo(4.76198, 5);
  });

  it.each([
    [0, 3, 0.6316],
    [1, 3, 0.86465],
    [0, 59, 0.04951],
    [3, 3, 1],
  ])('bounds %i bad of %i by Clopper and Pearson at %d', (bad, count, bound) => {
    expect(clopperPearsonUpper(bad, count)).toBeCloseTo(bound, 5);
  });

  it('gives the order statistics of p99 for 12,000 values', () => {
    expect(quantileConfidenceRanks(12_000, 0.99)).toEqual([11_858, 11_902]);
  });
});

describe('percentiles', () => {
  it('are values that were measured, by nearest rank', () => {
    const sorted = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([0, 0.5, 0.99, 1].map((p) => percentile(sorted, p))).toEqual([1, 50, 99, 100]);
    expect(percentile([], 0.5)).toBeNaN();
  });

  it('have no interval if too few values could hold one', () => {
    expect(quantileConfidenceRanks(100, 0.99)).toBeNull();
    expect(quantileConfidenceRanks(0, 0.99)).toBeNull();
  });
});

describe('the difference from a baseline', () => {
  it('gives each step the same weight, however many batches it has', () => {
    const long = Array.from({ length: 50 }, (_, i) => (i % 2) / 100);
    expect(welchDifference([0, 0.01, 0, 0.01], [long, [1, 1.01]])?.difference).toBeCloseTo(0.5, 2);
  });

  it('is unknown from one value', () => {
    expect(welchDifference([1], [[1, 2]])).toBeNull();
    expect(welchDifference([1, 2], [[1], [2]])).toBeNull();
    expect(welchDifference([1, 2], [])).toBeNull();
  });

  it('has no width if nothing varies', () => {
    expect(welchDifference([1, 1], [[2, 2]])).toMatchObject({ difference: 1, low: 1, high: 1 });
  });
});

describe('lag-1 correlation', () => {
  it('is high in a drift and low in an alternation', () => {
    const drift = Array.from({ length: 20 }, (_, i) => i);
    expect(lag1Autocorrelation([drift])).toBeGreaterThan(0.7);
    expect(lag1Autocorrelation([drift.map((i) => i % 2)])).toBeLessThan(-0.7);
    expect(lag1Autocorrelation([[1, 1, 1]])).toBe(0);
  });
});
