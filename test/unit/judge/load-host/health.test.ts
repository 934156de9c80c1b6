import { describe, expect, it } from 'vitest';
import { type JournalRecord, journalVersion } from '../../../../harness/journal/records.ts';
import { badBefore } from '../../../../harness/judge/lanes/lane-rows.ts';
import { createLaneView } from '../../../../harness/judge/lanes/lane-view.ts';
import { findLoadHostHealth, withoutLoadHost } from '../../../../harness/judge/load-host/health.ts';
import { summarizeLoadHost } from '../../../../harness/judge/load-host/load-host-summary.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { sentences } from '../../../support/judge/sentences.ts';
import { type Behaviour, failing, lane, s } from '../../../support/judge/simulated-run.ts';

const view = (behaviour: Behaviour, target = 'web') =>
  createLaneView(lane({ target, behaviour, fromS: 0, toS: 20 }), 1_000);
const late: Behaviour = (atS) => (atS >= 5 && atS < 6 ? { ms: 1_500 } : { ms: 5 });

/**
 * Records of the load generator's health, second by second; in some of them the schedule lagged by so many
 * ms.
 */
function foldLags(lagMs: Readonly<Record<number, number>>) {
  return foldTimeline(
    Array.from({ length: 20 }, (_, second): JournalRecord => {
      const lagUs = (lagMs[second] ?? 1) * 1000;
      return {
        atUs: s(second + 1),
        type: 'load-host',
        fromUs: s(second),
        toUs: s(second + 1),
        lagP99Us: lagUs,
        lagMaxUs: lagUs,
        ...{ loopMaxUs: 0, loopP99Us: null, gcUs: null, gcMaxUs: null },
        cpuBusy: 0.5,
        steal: 0,
      };
    }),
  );
}

const badLeft = (lagMs: Readonly<Record<number, number>>, behaviour: Behaviour, control?: Behaviour) => {
  const health = findLoadHostHealth(foldLags(lagMs), control === undefined ? [] : [view(control, 'control')]);
  return badBefore(withoutLoadHost(view(behaviour), health, 1_000), 2_000);
};

describe('what the load generator host explains', () => {
  it('is lateness no greater than its own lag', () => {
    expect(badLeft({}, late)).toBe(100);
    expect(badLeft({ 5: 400 }, late)).toBe(100);
    expect(badLeft({ 5: 600 }, late)).toBe(0);
  });

  it('is a timeout that includes its own standstill, and no other failure', () => {
    const dead =
      (outcome: 'timed-out' | 'refused'): Behaviour =>
      (atS) =>
        atS >= 5 && atS < 6 ? { ms: 2_000, outcome } : { ms: 5 };
    expect(badLeft({ 6: 1_800 }, dead('timed-out'))).toBeLessThan(2);
    expect(badLeft({ 6: 1_800 }, dead('refused'))).toBe(100);
  });

  it('is harm that affected the control lane as badly in the same second', () => {
    expect(badLeft({}, failing(5, 7), failing(5, 6))).toBe(100);
    expect(badLeft({}, failing(5, 6), failing(5, 6, 0.3))).toBe(100);
  });
});

describe('the summary of the load generator host', () => {
  it('marks its seconds, and joins adjacent ones', () => {
    const timeline = foldLags({ 3: 80, 4: 90, 9: 70 });
    const controls = [view(failing(12, 13), 'control')];
    const found = summarizeLoadHost(timeline, findLoadHostHealth(timeline, controls), []);
    expect(found?.marked.map((one) => [one.fromUs / 1e6, one.toUs / 1e6])).toEqual([
      [3, 5],
      [9, 10],
      [12, 13],
    ]);
    expect(found).toMatchObject({ lagMaxMs: 90, cpuBusyMean: 0.5 });
  });

  /** The record of one second, from a run without lag. */
  const second = (at: number, health: object): JournalRecord => {
    const record = foldLags({}).loadHost[at];
    return { ...record, ...health } as JournalRecord;
  };
  const header: JournalRecord = {
    atUs: 0,
    type: 'journal',
    version: journalVersion,
    tool: 't',
    runId: 'r',
    originNs: '0',
    wall: '2026-01-01T00:00:00.000Z',
    machine: { cpus: 2, memoryBytes: 1, kernel: 'k', node: 'n' },
  };
  const summarizeRecords = (records: readonly JournalRecord[]) => {
    const timeline = foldTimeline([header, ...records]);
    return summarizeLoadHost(timeline, findLoadHostHealth(timeline, []), [], { ratePerS: 200, cpus: null });
  };

  it.each([
    ['a stall of the event loop', { loopMaxUs: 80_000 }, 'event loop stood still', '80 ms'],
    ['a garbage collection', { gcMaxUs: 90_000 }, 'collected garbage', '90 ms'],
    [
      'pressure',
      { cpuPressure: 0.9 },
      'some task waited',
      '`cluster.cpus`: some task waited for a processor in up to 90%',
    ],
    ['a long run queue', { runnable: 9 }, 'more than two tasks', 'up to 9 tasks'],
    ['stolen time', { steal: 0.3 }, 'other guests', 'up to 30%'],
  ])(
    'marks %s, says what to do with the measured reason, and excuses nothing',
    (_, health, why, recommended) => {
      const records = [second(3, {}), second(4, health), second(5, health)];
      const found = summarizeRecords(records);
      expect(found?.marked).toMatchObject([{ fromUs: s(4), toUs: s(6) }]);
      expect(sentences(found?.marked.map((mark) => mark.why) ?? [])).toEqual([expect.stringContaining(why)]);
      expect(sentences(found?.recommendations ?? [])).toEqual([expect.stringContaining(recommended)]);
      const timeline = foldTimeline([header, ...records]);
      expect(
        badBefore(withoutLoadHost(view(failing(4, 5)), findLoadHostHealth(timeline, []), 1_000), 2_000),
      ).toBe(100);
    },
  );

  it("marks the closed lane's thread, too", () => {
    const thread = { type: 'thread', thread: 'closed', gcUs: 0, gcMaxUs: 0, loopP99Us: 0 } as const;
    const found = summarizeRecords([
      second(3, {}),
      { atUs: s(8), ...thread, fromUs: s(7), toUs: s(8), loopMaxUs: 70_000 },
    ]);
    expect(found?.marked).toMatchObject([{ fromUs: s(7), toUs: s(8) }]);
    expect(found).toMatchObject({ loopMaxMs: 70, gcMaxMs: 0 });
  });

  it('leaves out garbage collection and pressure that were not measured', () => {
    const found = summarizeRecords([second(3, {})]);
    expect(found).toMatchObject({ marked: [], recommendations: [] });
    expect(found).not.toHaveProperty('gcMaxMs');
    expect(found).not.toHaveProperty('cpuPressureMean');
  });

  it('says if nothing on the machine explains its marks', () => {
    const found = summarizeLoadHost(foldLags({ 3: 80 }), findLoadHostHealth(foldLags({ 3: 80 }), []), [], {
      ratePerS: 200,
      cpus: null,
    });
    expect(sentences(found?.recommendations ?? [])).toEqual([expect.stringContaining('late in 1 s')]);
  });

  it('is null if there is nothing to report', () => {
    const timeline = foldTimeline([]);
    expect(summarizeLoadHost(timeline, findLoadHostHealth(timeline, []), [])).toBeNull();
  });
});
