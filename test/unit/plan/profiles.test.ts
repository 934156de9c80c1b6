import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArrivals, peakRate, rateAt } from '../../../harness/plan/arrivals.ts';
import { meanRate } from '../../../harness/scenario/load/mean-rate.ts';
import { parseProfile } from '../../../harness/scenario/load/profile.ts';
import type { Arrival } from '../../../harness/scenario/scenario.ts';

const steps = fc
  .array(
    fc.record({ forMs: fc.integer({ min: 1, max: 60_000 }), ratePerS: fc.integer({ min: 1, max: 3_000 }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((list): Arrival => ({ pattern: 'steps', steps: list }));
const replay = fc
  .array(fc.nat(2_000_000), { minLength: 1, maxLength: 40 })
  .filter((gaps) => gaps.some((gap) => gap > 0))
  .map((gaps): Arrival => {
    const offsetsUs = [0];
    for (const gap of gaps) offsetsUs.push((offsetsUs.at(-1) as number) + gap);
    const lastUs = offsetsUs.at(-1) as number;
    return {
      pattern: 'replay',
      file: 'p.txt',
      offsetsUs,
      cycleUs: Math.round((lastUs * (gaps.length + 1)) / gaps.length),
    };
  });
const plain = fc.constantFrom('random', 'constant', 'poisson').map((pattern): Arrival => ({ pattern }));
const any = fc.oneof(plain, steps, replay);
const seeds = fc.integer();

const take = (arrival: Arrival, ratePerS: number, seed: number, count: number): number[] => {
  const arrivals = createArrivals(arrival, ratePerS, seed);
  return Array.from({ length: count }, () => arrivals.next());
};
const ownRate = (arrival: Arrival) => meanRate(arrival) ?? 200;

describe('arrivals of every pattern', () => {
  it('never decrease, and begin after the start', () => {
    fc.assert(
      fc.property(any, fc.double({ min: 0.1, max: 5_000, noNaN: true }), seeds, (arrival, rate, seed) => {
        const times = take(arrival, rate, seed, 200);
        expect(times[0]).toBeGreaterThanOrEqual(0);
        for (let at = 1; at < times.length; at += 1)
          // Two of a profile may be due in the same microsecond.
          expect(times[at] as number).toBeGreaterThanOrEqual((times[at - 1] as number) - 1e-3);
      }),
    );
  });

  it('are the same for the same seed', () => {
    fc.assert(
      fc.property(any, seeds, (arrival, seed) => {
        expect(take(arrival, ownRate(arrival), seed, 100)).toEqual(
          take(arrival, ownRate(arrival), seed, 100),
        );
      }),
    );
  });
});

describe('constant arrivals', () => {
  it('are 1/rate apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), seeds, (rate, seed) => {
        const times = take({ pattern: 'constant' }, rate, seed, 100);
        for (let at = 1; at < times.length; at += 1)
          expect((times[at] as number) - (times[at - 1] as number)).toBeCloseTo(1e6 / rate, 3);
      }),
    );
  });
});

describe('Poisson arrivals', () => {
  const count = 100_000;
  const times = take({ pattern: 'poisson' }, 1_000, 7, count);
  const gaps = times.map((at, index) => (at - (times[index - 1] ?? 0)) / 1_000);

  it('have exponential gaps, including the tail', () => {
    // The largest distance of the empirical distribution from the exponential one: Kolmogorov and Smirnov's
    // 0.1% bound.
    const sorted = gaps.toSorted((a, b) => a - b);
    const distance = sorted.reduce(
      (worst, gap, at) => Math.max(worst, Math.abs(1 - Math.exp(-gap) - (at + 0.5) / count)),
      0,
    );
    expect(distance).toBeLessThan(1.95 / Math.sqrt(count));
    expect(sorted.at(-1)).toBeGreaterThan(8);
  });

  it('have the configured rate, and independent gaps', () => {
    expect(times.at(-1)).toBeGreaterThan(count * 1_000 * (1 - 5 / Math.sqrt(count)));
    expect(times.at(-1)).toBeLessThan(count * 1_000 * (1 + 5 / Math.sqrt(count)));
    const product = gaps.reduce((sum, gap, at) => sum + (gap - 1) * ((gaps[at + 1] ?? 1) - 1), 0);
    expect(Math.abs(product / count)).toBeLessThan(5 / Math.sqrt(count));
  });
});

describe('steps', () => {
  it('contain rate × time requests, give or take one at either end, cycle after cycle', () => {
    fc.assert(
      fc.property(steps, seeds, (arrival, seed) => {
        if (arrival.pattern !== 'steps') return;
        const first = arrival.steps[0] as { forMs: number; ratePerS: number };
        const due = (first.forMs / 1e3) * first.ratePerS;
        const times = take(arrival, ownRate(arrival), seed, Math.min(20_000, Math.ceil(due) + 2));
        if (times.length < due) return;
        const inFirst = times.filter((at) => at < first.forMs * 1e3).length;
        expect(Math.abs(inFirst - due)).toBeLessThanOrEqual(1);
      }),
    );
    const two: Arrival = {
      pattern: 'steps',
      steps: [
        { forMs: 1_000, ratePerS: 100 },
        { forMs: 2_000, ratePerS: 400 },
      ],
    };
    expect(meanRate(two)).toBe(300);
    const perSecond = new Array<number>(9).fill(0);
    for (const at of take(two, 300, 7, 2_700))
      perSecond[Math.floor(at / 1e6)] = (perSecond[Math.floor(at / 1e6)] ?? 0) + 1;
    for (const [second, count] of perSecond.entries())
      expect(Math.abs(count - (second % 3 ? 400 : 100))).toBeLessThanOrEqual(1);
    expect([0.5, 1.5, 2.9, 3.5].map((second) => rateAt(two, 300, second * 1e6))).toEqual([
      100, 400, 400, 100,
    ]);
    expect(peakRate(two, 300)).toBe(400);
    // A lane with a share of the load keeps the shape.
    expect(rateAt(two, 150, 1.5e6)).toBe(200);
  });
});

describe('a recorded profile', () => {
  it('is followed to the microsecond, and repeats after its end', () => {
    fc.assert(
      fc.property(replay, seeds, (arrival, seed) => {
        if (arrival.pattern !== 'replay') return;
        const { offsetsUs, cycleUs } = arrival;
        const times = take(arrival, ownRate(arrival), seed, 2 * offsetsUs.length);
        for (const [at, us] of times.entries()) {
          const again = at < offsetsUs.length ? 0 : cycleUs;
          expect(Math.abs(us - again - (offsetsUs[at % offsetsUs.length] as number))).toBeLessThan(0.01);
        }
      }),
    );
  });

  it('is text of seconds in order', () => {
    expect(parseProfile('# seconds\n10.5\n10.5\n\n11.25\n', 'p')).toEqual({
      pattern: 'replay',
      file: 'p',
      offsetsUs: [0, 0, 750_000],
      cycleUs: 1_125_000,
    });
    expect(parseProfile('1\n2\nthree\n', 'p')).toBe(
      'has a line 3 that is no number of seconds such as `12.345678`',
    );
    expect(parseProfile('2\n1\n', 'p')).toBe('goes back in time on line 2');
    expect(parseProfile('1\n1\n', 'p')).toBe('has no two arrivals at different times');
  });
});
