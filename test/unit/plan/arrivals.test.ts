import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalUs, laneSeed } from '../../../harness/plan/arrivals.ts';

const seeds = fc.integer();
const rates = fc.oneof(
  fc.integer({ min: 1, max: 10_000 }),
  fc.double({ min: 0.1, max: 10_000, noNaN: true }),
);
/** Ten hours at 2,000 a second. */
const slots = fc.nat(72_000_000);

describe('the arrival schedule', () => {
  it('has exactly one arrival in each slot', () => {
    fc.assert(
      fc.property(seeds, rates, slots, (seed, rate, slot) => {
        const us = arrivalUs(seed, rate, slot);
        expect(us).toBeGreaterThanOrEqual((slot * 1e6) / rate);
        expect(us).toBeLessThan(((slot + 1) * 1e6) / rate);
      }),
    );
  });

  it('never decreases', () => {
    fc.assert(
      fc.property(seeds, rates, slots, (seed, rate, slot) => {
        expect(arrivalUs(seed, rate, slot + 1)).toBeGreaterThan(arrivalUs(seed, rate, slot));
      }),
    );
  });

  it('is the same for the same seed, and differs for each lane', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const places = (of: number) => Array.from({ length: 50 }, (_, slot) => arrivalUs(of, 200, slot));
        expect(places(seed)).toEqual(places(seed));
        expect(places(laneSeed(seed, 0))).not.toEqual(places(laneSeed(seed, 1)));
      }),
    );
  });

  it('spreads arrivals evenly over the slot: no phase that a timer could lock to', () => {
    const tenths = new Array<number>(10).fill(0);
    const count = 100_000;
    for (let slot = 0; slot < count; slot += 1) {
      const place = (arrivalUs(7, 1, slot) / 1e6 - slot) * 10;
      tenths[Math.floor(place)] = (tenths[Math.floor(place)] ?? 0) + 1;
    }
    // Five standard deviations of an even share.
    for (const share of tenths)
      expect(Math.abs(share - count / 10)).toBeLessThan(5 * Math.sqrt(count * 0.09));
  });

  it('is not at the same position in successive slots', () => {
    const place = (slot: number) => arrivalUs(7, 1, slot) / 1e6 - slot - 0.5;
    const count = 100_000;
    let product = 0;
    for (let slot = 0; slot < count; slot += 1) product += place(slot) * place(slot + 1);
    expect(Math.abs(product / count / (1 / 12))).toBeLessThan(5 / Math.sqrt(count));
  });
});
