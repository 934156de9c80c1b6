import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderStatistics } from '../../../../harness/judge/statistics/order-statistics.ts';

/** Many equal, or close to each other, or far apart. */
const number = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: 1_000, max: 1_001, noNaN: true }),
  fc.constantFrom(0, -0, 1, 4_096, Number.POSITIVE_INFINITY),
  fc.constant(Number.NaN),
);

describe('order statistics', () => {
  it('are those of the sorted numbers, however they are split', () => {
    fc.assert(
      fc.property(fc.array(fc.array(number)), fc.array(fc.nat(200), { maxLength: 5 }), (pieces, places) => {
        const sorted = Float64Array.from(pieces.flat().filter((one) => !Number.isNaN(one))).sort();
        const pass = () => pieces.map((piece) => Float64Array.from(piece));
        const { count, values } = orderStatistics(pass, () => places);
        expect(count).toBe(sorted.length);
        // Zero has one sign.
        expect(values).toEqual(places.map((place) => (sorted[place] ?? Number.NaN) + 0));
      }),
    );
  });

  it('are requested once the count of numbers is known', () => {
    const pass = () => [Float64Array.of(3, Number.NaN, 1), Float64Array.of(2)];
    expect(orderStatistics(pass, (count) => [count - 1, 0])).toEqual({ count: 3, values: [3, 1] });
    expect(
      orderStatistics(
        () => [],
        () => [0],
      ),
    ).toEqual({ count: 0, values: [Number.NaN] });
  });
});
