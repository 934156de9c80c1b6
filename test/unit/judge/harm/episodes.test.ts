import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEpisodes, measureOutageMs } from '../../../../harness/judge/harm/episodes.ts';
import { createLaneView } from '../../../../harness/judge/lanes/lane-view.ts';
import {
  type Behaviour,
  failing,
  healthy,
  type LaneOptions,
  lane,
  s,
} from '../../../support/judge/simulated-run.ts';

function episodes(behaviour: Behaviour, options: LaneOptions = {}) {
  return findEpisodes(createLaneView(lane({ fromS: 0, toS: 30, behaviour, ...options }), 1_000));
}

describe('an episode', () => {
  it('joins bad requests up to a second apart, and no further', () => {
    const twice = (gapS: number) => episodes(failing(5, 5.5, 1, failing(5.5 + gapS, 7, 1)));
    expect(twice(0.9)).toHaveLength(1);
    expect(twice(1.1)).toHaveLength(2);
  });

  it('spans from the good request before to the good one after', () => {
    const [found] = episodes(failing(5, 7));
    expect(found?.fromUs).toBeLessThan(s(5));
    expect(found?.toUs).toBeGreaterThanOrEqual(s(7));
    expect((found?.toUs ?? 0) - (found?.fromUs ?? 0)).toBeLessThan(s(2.04));
  });

  it('counts where its first outage begins, or else at its first bad request', () => {
    const stray: Behaviour = (atS, random) =>
      atS >= 4.6 && atS < 4.61 ? { ms: 1, outcome: 'refused' } : healthy(atS, random);
    const [before] = episodes(failing(5, 7, 1, stray));
    expect(before?.firstBadUs).toBeLessThan(s(4.62));
    expect(before?.beginsUs).toBeGreaterThanOrEqual(s(5));
    expect(before?.beginsUs).toBeLessThan(s(5.02));
    const [alone] = episodes(stray);
    expect(alone?.beginsUs).toBe(alone?.firstBadUs);
  });

  it('expresses its bad requests in seconds of load', () => {
    expect(episodes(failing(5, 7))[0]).toMatchObject({ bad: 200, slots: 200, badMs: 2_000 });
  });

  it('contains slow responses, and wrong ones', () => {
    const slow: Behaviour = (atS, random) => (atS >= 5 && atS < 6 ? { ms: 1_001 } : healthy(atS, random));
    const wrong: Behaviour = (atS, random) =>
      atS >= 8 && atS < 9 ? { ms: 2, outcome: 'wrong-status' } : healthy(atS, random);
    expect(episodes(slow)[0]?.bad).toBe(100);
    expect(episodes(wrong)[0]?.bad).toBe(100);
  });

  it('does not contain what the end of the run cut off', () => {
    expect(episodes(() => ({ ms: 1, outcome: 'cancelled' }))).toEqual([]);
  });

  it('covers the whole of a lane that never responded', () => {
    expect(episodes(() => ({ ms: 1, outcome: 'refused' }))).toMatchObject([
      { bad: 3_000, slots: 3_000, outageMs: expect.closeTo(30_000, -2) },
    ]);
  });
});

describe('a period that an outage extends beyond', () => {
  const [found] = episodes(failing(5, 15, 1, failing(20, 21)));
  const partIn = (fromS: number, toS: number) =>
    found === undefined ? Number.NaN : measureOutageMs(found, { fromUs: s(fromS), toUs: s(toS) });

  it('has its own part of it, to the slot', () => {
    expect(Math.abs(partIn(0, 8) - 3_000)).toBeLessThanOrEqual(20);
    expect(Math.abs(partIn(8, 10) - 2_000)).toBeLessThanOrEqual(20);
    expect(Math.abs(partIn(10, 30) - 5_000)).toBeLessThanOrEqual(20);
    expect(partIn(0, 30)).toBe(found?.outageMs);
  });

  it('has no part of one that ended before it or begins after it', () => {
    expect(partIn(0, 4)).toBe(0);
    expect(partIn(16, 30)).toBe(0);
  });
});

describe('its outage', () => {
  it('measures a sharp outage to two slots, at every rate and position', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(50, 100, 200, 1_000),
        fc.double({ min: 2, max: 10, noNaN: true }),
        fc.double({ min: 0.3, max: 12, noNaN: true }),
        (ratePerS, fromS, forS) => {
          const found = episodes(failing(fromS, fromS + forS), { ratePerS });
          expect(found).toHaveLength(1);
          // a hundred-thousandth of a millisecond for sums of fractions
          expect(Math.abs((found[0]?.outageMs ?? 0) - forS * 1000)).toBeLessThanOrEqual(
            2_000 / ratePerS + 1e-5,
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('agrees within 150 ms with a client that sends every 50 ms and records the span between good responses', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 10, noNaN: true }),
        fc.double({ min: 0.3, max: 12, noNaN: true }),
        (fromS, forS) => {
          const lastGood = Math.ceil(fromS / 0.05 - 1) * 0.05;
          const nextGood = Math.ceil((fromS + forS) / 0.05) * 0.05;
          const outageMs = episodes(failing(fromS, fromS + forS))[0]?.outageMs ?? 0;
          expect(Math.abs(outageMs - (nextGood - lastGood) * 1000)).toBeLessThan(150);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves out the thin edges of an outage', () => {
    const edged = failing(10, 12, 1, failing(8, 14, 0.1));
    const [found] = episodes(edged);
    expect((found?.slots ?? 0) / 100).toBeGreaterThan(5);
    expect(found?.outageMs).toBeGreaterThanOrEqual(1_980);
    expect(found?.outageMs).toBeLessThan(2_250);
  });

  it('is short in a brownout, however long that lasts', () => {
    const [found] = episodes(failing(5, 25, 0.2));
    expect(found?.slots).toBeGreaterThan(1_900);
    expect(found?.outageMs).toBeLessThan(300);
  });

  it('ends where a tenth of a second was mostly good', () => {
    const [found] = episodes(failing(5, 7, 1, failing(7.2, 8, 1)));
    expect(found?.outageMs).toBeGreaterThan(1_900);
    expect(found?.outageMs).toBeLessThan(2_100);
  });

  it('uses at least ten requests if the rate is low', () => {
    expect(episodes(failing(5, 5.7), { ratePerS: 5 })[0]?.outageMs).toBe(0);
    expect(episodes(failing(5, 9), { ratePerS: 5 })[0]?.outageMs).toBeCloseTo(4_000, -3);
  });
});
