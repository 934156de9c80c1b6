import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import { viewOf } from '../../../harness/judge/lane-view.ts';
import { rigOf, rigSummary, withoutRig } from '../../../harness/judge/rig.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import { type Behaviour, failing, lane, s } from './simulated-run.ts';

const view = (behaviour: Behaviour, target = 'web') =>
  viewOf(lane({ target, behaviour, fromS: 0, toS: 20 }), 1_000);
const late: Behaviour = (atS) => (atS >= 5 && atS < 6 ? { ms: 1_500 } : { ms: 5 });

/** The rig's word, second by second; in some of them the schedule lagged by so many ms. */
function timelineOf(lagMs: Readonly<Record<number, number>>) {
  return foldTimeline(
    Array.from({ length: 20 }, (_, second): JournalRecord => {
      const lagUs = (lagMs[second] ?? 1) * 1000;
      return {
        atUs: s(second + 1),
        type: 'rig',
        fromUs: s(second),
        toUs: s(second + 1),
        lagP99Us: lagUs,
        lagMaxUs: lagUs,
        loopMaxUs: 0,
        cpuBusy: 0.5,
        steal: 0,
      };
    }),
  );
}

const badLeft = (lagMs: Readonly<Record<number, number>>, behaviour: Behaviour, control?: Behaviour) => {
  const rig = rigOf(timelineOf(lagMs), control === undefined ? [] : [view(control, 'control')]);
  return withoutRig(view(behaviour), rig, 1_000).badBefore.at(-1);
};

describe('what the rig explains', () => {
  it('is lateness no greater than its own lag', () => {
    expect(badLeft({}, late)).toBe(100);
    expect(badLeft({ 5: 400 }, late)).toBe(100);
    expect(badLeft({ 5: 600 }, late)).toBe(0);
  });

  it('is a time-out that its own standstill ran into, and no other failure', () => {
    const dead =
      (outcome: 'timed-out' | 'refused'): Behaviour =>
      (atS) =>
        atS >= 5 && atS < 6 ? { ms: 2_000, outcome } : { ms: 5 };
    expect(badLeft({ 6: 1_800 }, dead('timed-out'))).toBeLessThan(2);
    expect(badLeft({ 6: 1_800 }, dead('refused'))).toBe(100);
  });

  it('is harm that hit the control lane as badly in the same second', () => {
    expect(badLeft({}, failing(5, 7), failing(5, 6))).toBe(100);
    expect(badLeft({}, failing(5, 6), failing(5, 6, 0.3))).toBe(100);
  });
});

describe('the summary of the rig', () => {
  it('marks its seconds, neighbours as one', () => {
    const timeline = timelineOf({ 3: 80, 4: 90, 9: 70 });
    const controls = [view(failing(12, 13), 'control')];
    const found = rigSummary(timeline, rigOf(timeline, controls), []);
    expect(found?.marked.map((one) => [one.fromUs / 1e6, one.toUs / 1e6])).toEqual([
      [3, 5],
      [9, 10],
      [12, 13],
    ]);
    expect(found).toMatchObject({ lagMaxMs: 90, cpuBusyMean: 0.5 });
  });

  it('is null where there is nothing to say', () => {
    const timeline = foldTimeline([]);
    expect(rigSummary(timeline, rigOf(timeline, []), [])).toBeNull();
  });
});
