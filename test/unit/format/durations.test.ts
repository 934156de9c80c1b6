import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { clock, duration, elapsed, latency, stretch } from '../../../harness/format/durations.ts';
import { parseMs } from '../../support/format/read-duration.ts';

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '0.4 ms'],
    [0.02, '<0.1 ms'],
    [24.83, '24.8 ms'],
    [35, '35 ms'],
    [99.97, '100 ms'],
    [487.2, '487 ms'],
    [999, '999 ms'],
    [999.7, '1 s'],
    [1215, '1.215 s'],
    [1200, '1.2 s'],
    [3420, '3.42 s'],
    [14_249, '14.2 s'],
    [60_000, '60 s'],
    [119_980, '2 min'],
    [150_000, '2 min 30 s'],
    [180_000, '3 min'],
    [24_180_000, '6 h 43 min'],
    [-1500, '−1.5 s'],
  ])('%d ms reads %s', (ms, text) => expect(duration(ms)).toBe(text));

  const size = fc.double({ min: 0.1, max: 1e8, noNaN: true });

  it('reads the same before and after the judge has rounded it to thousandths', () => {
    fc.assert(
      fc.property(size, (ms) => {
        expect(duration(Math.round(ms * 1000) / 1000)).toBe(duration(ms));
      }),
    );
  });

  it('reads the same when its own text is read again', () => {
    fc.assert(
      fc.property(size, (ms) => {
        expect(duration(parseMs(duration(ms)))).toBe(duration(ms));
      }),
    );
  });

  it('is at most one percent off, and never greater than that of a longer time', () => {
    fc.assert(
      fc.property(fc.double({ min: 10, max: 1e8, noNaN: true }), size, (ms, more) => {
        const shown = parseMs(duration(ms));
        expect(Math.abs(shown - ms) / ms).toBeLessThan(0.01);
        expect(shown).toBeLessThanOrEqual(parseMs(duration(ms + more)));
      }),
    );
  });

  it('is rounded to the same digit as in a column of milliseconds', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 9_999, noNaN: true }), (ms) => {
        expect(parseMs(duration(ms))).toBeCloseTo(Number(latency(ms).replace(',', '')), 6);
      }),
      { examples: [[0.35000000000000003], [7.6495], [1000.5], [9998.5]] },
    );
  });
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
  expect(stretch(0, null)).toBe('0:00.0 – end not recorded');
});

test.each([
  [-5, '0s'],
  [0, '0s'],
  [59_499, '59s'],
  [59_600, '1m00s'],
  [185_000, '3m05s'],
  [3_600_000, '60m00s'],
])('a counter shows %d ms as %s', (ms, text) => expect(elapsed(ms)).toBe(text));
