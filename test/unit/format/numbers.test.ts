import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  change,
  count,
  gibibytes,
  gigabytes,
  percent,
  pointsChange,
  processors,
} from '../../../harness/format/numbers.ts';

describe('percentages', () => {
  test.each([
    [0, '0%'],
    [1, '100%'],
    [0.0000001, '<0.001%'],
    [3 / 76_000, '0.0039%'],
    [0.0047, '0.47%'],
    [0.31, '31%'],
    [0.9996, '>99.9%'],
    [4.25, '425%'],
    [-0.08, '−8%'],
  ])('%d reads %s', (fraction, text) => expect(percent(fraction)).toBe(text));

  test('only zero is 0% and only everything is 100%', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (fraction) => {
        expect(percent(fraction) === '0%').toBe(fraction === 0);
        expect(percent(fraction) === '100%').toBe(fraction === 1);
      }),
    );
  });
});

test('counts and memory are grouped the same everywhere', () => {
  expect(count(1_234_567)).toBe('1,234,567');
  expect(count(999)).toBe('999');
  expect(gibibytes(8 * 2 ** 30)).toBe('8.0 GiB');
});

test('processors that are hardly used are not shown as unused', () => {
  expect([0, 0.02, 0.05, 1, 11.96].map(processors)).toEqual(['0.0', '<0.1', '0.1', '1.0', '12.0']);
  expect(gigabytes(8e9)).toBe('8.0 GB');
});

test('a change is a percentage, a factor from three times on, and unknown from 0', () => {
  expect(change(10, 11.2)).toBe('+12%');
  expect(change(10, 9.9)).toBe('−1%');
  expect(change(10, 34)).toBe('×3.4');
  expect(change(0, 34)).toBe('from 0');
  expect(change(5, 5)).toBe('±0%');
  expect(pointsChange(0.001, 0.004)).toBe('+0.3 points');
});
