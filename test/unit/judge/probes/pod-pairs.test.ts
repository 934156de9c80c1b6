import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../harness/journal/records.ts';
import { probesPods } from '../../../../harness/judge/criteria/probes-pods.ts';
import { seriesAsJudged } from '../../../../harness/judge/probes/pod-pairs.ts';
import { readProbes } from '../../../../harness/judge/probes/probes.ts';
import { foldTimeline } from '../../../../harness/timeline/timeline.ts';
import { s } from '../../../support/judge/simulated-run.ts';

interface Asking {
  readonly from: string;
  readonly to: string;
  /** One result per second from 0 on; `.` is good, `x` failed, a blank is no result. */
  readonly results: string;
}

/** On node `a` the prober has address `A`, a second one there `A2`, and so on. */
function createRecords(askings: readonly Asking[]): JournalRecord[] {
  return askings.flatMap(({ from, to, results }) =>
    [...results].flatMap((one, second): JournalRecord[] => {
      if (one === ' ') return [];
      const asked = { seq: second, sentUs: s(second), durationUs: 10, ok: one === '.', from, to };
      const source = from.slice(0, 1).toLowerCase();
      return [{ atUs: s(second), type: 'probe', probe: 'pods', source, ...asked }];
    }),
  );
}

function judged(...askings: readonly Asking[]) {
  return readPairs(createRecords(askings), s(Math.max(...askings.map(({ results }) => results.length))));
}

const readPairs = (records: readonly JournalRecord[], toUs: number) =>
  seriesAsJudged(foldTimeline([...records]).probes)
    .map((one) => readProbes(one, { fromUs: 0, toUs }))
    .toSorted((a, b) => (a.source < b.source ? -1 : 1));

const slot = { pool: 'workers', role: 'worker', ordinal: 0 } as const;
const cluster = {
  name: 'cluster',
  nodes: ['a', 'b'].map((name) => ({ uid: name, name, slot })),
  apiServers: [],
};

describe('the path between the pods of two nodes', () => {
  it('is down from the first lost packet to the next that came through, separately in each direction', () => {
    const readings = judged(
      { from: 'A', to: 'B', results: '...xxx....' },
      { from: 'B', to: 'A', results: '....x.....' },
    );
    expect(readings).toMatchObject([
      { probe: 'pods', source: 'a → b', count: 10, failed: 3, longestMs: 3_000 },
      { probe: 'pods', source: 'b → a', count: 10, failed: 1, longestMs: 1_000 },
    ]);
    expect(probesPods.judgeReadings(2_500, readings, { cluster })).toMatchObject({
      state: 'missed',
      value: 3_000,
      reasons: [{ code: 'probe-failures', values: { failed: 3, probes: 10, source: 'a → b' } }],
    });
    expect(probesPods.judgeReadings(3_000, readings, { cluster }).state).toBe('met');
  });

  it('is unknown while the prober at its other end was gone: that is no outage', () => {
    const [toB] = judged(
      { from: 'A', to: 'B', results: '...xxxxx..' },
      { from: 'B', to: 'A', results: '...     ..' },
    );
    expect(toB).toMatchObject({ source: 'a → b', count: 5, failed: 0, longestMs: 0, unseenMs: 6_000 });
  });

  it('is probed at the current address of the other end', () => {
    const [toB] = judged(
      { from: 'A', to: 'B', results: '...xxx' },
      { from: 'A', to: 'B2', results: '      ....' },
      { from: 'B', to: 'A', results: '...' },
      { from: 'B2', to: 'A', results: '   .......' },
    );
    expect(toB).toMatchObject({ source: 'a → b', count: 7, failed: 0 });
  });

  it('is down even if all paths of a node are, as long as its prober continues to send', () => {
    const readings = judged(
      { from: 'A', to: 'B', results: '..xxxx....' },
      { from: 'B', to: 'A', results: '..xxxx....' },
    );
    expect(readings.map(({ longestMs }) => longestMs)).toEqual([4_000, 4_000]);
  });

  it('does not depend on the order of the nodes, and is never down once its other end is gone', () => {
    const some = fc.string({ unit: fc.constantFrom('.', 'x', ' '), minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(some, some, fc.integer({ min: 0, max: 20 }), (toB, toA, gone) => {
        const records = createRecords([
          { from: 'A', to: 'B', results: toB },
          { from: 'B', to: 'A', results: toA.slice(0, gone) },
        ]);
        const readings = readPairs(records, s(20));
        expect(readPairs(records.toReversed(), s(20))).toEqual(readings);
        const away = readings.find(({ source }) => source === 'a → b')?.outages ?? [];
        for (const { fromUs } of away) expect(fromUs).toBeLessThan(s(gone));
      }),
    );
  });

  it('leaves the criterion open if it was never known, or too briefly', () => {
    const state = (...askings: readonly Asking[]) =>
      probesPods.judgeReadings(2_500, judged(...askings), { cluster });
    expect(state({ from: 'A', to: 'B', results: '..........' })).toMatchObject({
      state: 'unresolved',
      value: null,
    });
    expect(
      state({ from: 'A', to: 'B', results: '..........' }, { from: 'B', to: 'C', results: '..........' }),
    ).toMatchObject({
      state: 'unresolved',
      reasons: [{ code: 'pairs-not-probed' }, { code: 'probe-failures' }],
    });
    const silent = { from: 'B', to: 'A', results: '..       .' };
    expect(state({ from: 'A', to: 'B', results: '..........' }, silent).state).toBe('unresolved');
  });
});
