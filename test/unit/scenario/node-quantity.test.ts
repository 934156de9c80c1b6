import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countNodes, type NodeQuantity, roundings } from '../../../harness/scenario/node-quantity.ts';

const percentage = fc.integer({ min: 0, max: 100 });
const nodes = fc.integer({ min: 1, max: 100_000 });
const rounding = fc.constantFrom(...roundings);

describe('a quantity of nodes', () => {
  it('is a count, at most all nodes of the pool', () => {
    expect(countNodes(2, 5, 'up')).toBe(2);
    expect(countNodes(7, 5, 'down')).toBe(5);
    expect(countNodes(0, 5, 'up')).toBe(0);
  });

  it.each<[NodeQuantity, number, number, number, number]>([
    ['25%', 10, 3, 2, 2],
    ['25%', 8, 2, 2, 2],
    ['10%', 3, 1, 0, 1],
    ['29%', 100, 29, 29, 29],
    ['100%', 7, 7, 7, 7],
  ])('of %s of %i nodes is %i up, %i down, %i with one at least', (quantity, of, ...counts) => {
    expect(roundings.map((rounding) => countNodes(quantity, of, rounding))).toEqual(counts);
  });

  it('is the exact share or the whole number next to it', () => {
    fc.assert(
      fc.property(percentage, nodes, (percent, of) => {
        const hundredths = BigInt(percent) * BigInt(of);
        const exact = hundredths % 100n === 0n;
        const down = Number(hundredths / 100n);
        expect(countNodes(`${percent}%`, of, 'down')).toBe(down);
        expect(countNodes(`${percent}%`, of, 'up')).toBe(exact ? down : down + 1);
        expect(countNodes(`${percent}%`, of, 'down-to-one')).toBe(Math.max(1, down));
      }),
    );
  });

  it('never exceeds the pool, and never falls as the pool grows', () => {
    fc.assert(
      fc.property(percentage, nodes, rounding, (percent, of, rounding) => {
        const count = countNodes(`${percent}%`, of, rounding);
        expect(count).toBeLessThanOrEqual(of);
        expect(countNodes(`${percent}%`, of + 1, rounding)).toBeGreaterThanOrEqual(count);
      }),
    );
  });
});
