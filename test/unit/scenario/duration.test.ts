import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../harness/scenario/duration.ts';

describe('a duration', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['500ms', 500],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    ['200us', 0.2],
    ['0s', 0],
    ['1m1s1ms1us', 61_001.001],
  ])('reads %s as %d ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '30', '30 s', '-1s', '5m5m', '1s1m', '1d', 's', '1e3s', '.5s', '1.s', '1_000s', '٣s'])(
    'rejects %j',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it.each([
    [5_400_000, '1h30m'],
    [90_000, '1m30s'],
    [60_500, '1m0.5s'],
    [3_600_001, '1h0.001s'],
    [12.345, '12.345ms'],
    [0.2, '200us'],
    [0, '0s'],
    [-500, '-500ms'],
  ])('prints %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is the same after printing and reading, to the microsecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (us) => {
        expect(parseDuration(formatDuration(us / 1_000))).toBe(us / 1_000);
      }),
    );
  });

  it('adds up its units', () => {
    const unit = fc.record({
      unit: fc.constantFrom('h', 'm', 's', 'ms', 'us'),
      amount: fc.integer({ min: 0, max: 999_999 }),
    });
    const inMs = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1, us: 0.001 };
    fc.assert(
      fc.property(unit, ({ unit, amount }) => {
        expect(parseDuration(`${amount}${unit}`)).toBeCloseTo(amount * inMs[unit as keyof typeof inMs], 6);
      }),
    );
  });

  it('is always null or a finite number', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789.hmsu -+e'), maxLength: 40 }), (text) => {
        const ms = parseDuration(text);
        expect(ms === null || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
    );
  });
});
