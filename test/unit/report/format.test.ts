import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  change,
  clock,
  count,
  duration,
  gibibytes,
  latency,
  percent,
  pointsChange,
  quantity,
} from '../../../harness/report/format.ts';

describe('durations', () => {
  test.each([
    [0, '0 ms'],
    [0.4, '0.4 ms'],
    [0.02, '<0.1 ms'],
    [35, '35 ms'],
    [999, '999 ms'],
    [1215, '1.215 s'],
    [1200, '1.2 s'],
    [14_249, '14.2 s'],
    [60_000, '60 s'],
    [180_000, '3 min'],
    [24_180_000, '6 h 43 min'],
    [-1500, '−1.5 s'],
  ])('%d ms reads %s', (ms, text) => expect(duration(ms)).toBe(text));

  test('show no digit finer than what was measured', () => {
    expect(duration(1255, 5)).toBe('1.255 s');
    expect(duration(1255, 10)).toBe('1.25 s');
    expect(duration(1255, 100)).toBe('1.3 s');
    expect(duration(40, 100)).toBe('<0.1 s');
    expect(duration(0, 100)).toBe('0 s');
  });
});

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

  test('only nothing is 0% and only all is 100%', () => {
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

test('a latency has tenths as long as they matter', () => {
  expect(latency(3.42)).toBe('3.4');
  expect(latency(99.96)).toBe('100');
  expect(latency(1998.4)).toBe('1,998');
});

test('times of the run count from its start', () => {
  expect(clock(0)).toBe('0:00.0');
  expect(clock(567_412_000)).toBe('9:27.4');
  expect(clock(59_960_000)).toBe('1:00.0');
  expect(clock(3_852_300_000)).toBe('1:04:12.3');
});

test('a change is a percentage, a factor from three times on, and unknown from 0', () => {
  expect(change(10, 11.2)).toBe('+12%');
  expect(change(10, 9.9)).toBe('−1%');
  expect(change(10, 34)).toBe('×3.4');
  expect(change(0, 34)).toBe('from 0');
  expect(change(5, 5)).toBe('±0%');
  expect(pointsChange(0.001, 0.004)).toBe('+0.3 points');
});

test("a criterion's number reads in its own unit", () => {
  expect(quantity(1215, 'ms')).toBe('1.215 s');
  expect(quantity(0.5, 'ratio')).toBe('+50%');
  expect(quantity(5.82, 'ratio')).toBe('+582%');
  expect(quantity(-0.021, 'ratio')).toBe('−2.1%');
  expect(quantity(0, 'ratio')).toBe('±0%');
  expect(quantity(7, 'restarts')).toBe('7 restarts');
});
