import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../harness/journal/records.ts';
import type { Summary } from '../../../harness/judge/answer/summary.ts';
import { createChart } from '../../../harness/judge/chart.ts';
import { judge } from '../../../harness/judge/judge.ts';
import type { LaneData } from '../../../harness/judge/lanes/lane-data.ts';
import { foldTimeline } from '../../../harness/timeline/timeline.ts';
import {
  createEmptyColumns,
  cutLane,
  failing,
  journal,
  lane,
  scenario,
  withAccounts,
} from '../../support/judge/simulated-run.ts';

const lanes = [lane({ lane: 'reused', kind: 'reused' }), lane({ behaviour: failing(238, 241) })];
const records = withAccounts(journal(), lanes);

function judged(some: readonly JournalRecord[], data: readonly LaneData[], torn = true): Summary {
  const timeline = foldTimeline(some);
  createChart({ scenario, timeline, lanes: data });
  return judge({ scenario, timeline, lanes: data, torn, floor: null, tool: '0.1.0' });
}

describe('a summary', () => {
  it('is made wherever the records and the samples end, and approves no incomplete run', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: records.length }),
        fc.integer({ min: 90, max: 410 }),
        (count, untilS) => {
          const summary = judged(
            records.slice(0, count),
            lanes.map((one) => cutLane(one, untilS)),
          );
          expect(['inconclusive', 'reject']).toContain(summary.verdict);
          expect(summary.reasons.length).toBeGreaterThan(0);
          expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is made whichever records are missing in between', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.boolean()), (keep) => {
        const some = records.filter(() => keep.next().value === true);
        expect(judged(some, lanes).verdict).not.toBe('approve');
      }),
      { numRuns: 30 },
    );
  });

  it('is made from no records at all', () => {
    expect(judged([], [])).toMatchObject({ verdict: 'inconclusive', exitCode: 30, runId: 'unknown' });
    expect(judged(records, [])).toMatchObject({ verdict: 'inconclusive' });
    expect(judged(records, [{ ...lane(), columns: createEmptyColumns(0) }]).verdict).not.toBe('approve');
  });

  it('is made from nonsensical rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ intended: fc.double(), end: fc.double(), outcome: fc.nat(255) }), {
          maxLength: 50,
        }),
        (rows) => {
          const columns = createEmptyColumns(rows.length);
          rows.forEach(({ intended, end, outcome }, row) => {
            columns.intendedUs[row] = Number.isFinite(intended) ? intended % 1e9 : 0;
            columns.endUs[row] = end;
            columns.outcome[row] = outcome;
          });
          expect(judged(records, [{ ...lane(), columns }]).verdict).not.toBe('approve');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of the rows', () => {
    const shuffled = lanes.map((one): LaneData => {
      const { length: _, ...columns } = one.columns;
      const reversed = Object.fromEntries(
        Object.entries(columns).map(([name, column]) => [name, column.slice().reverse()]),
      );
      return { ...one, columns: { length: one.columns.length, ...reversed } as LaneData['columns'] };
    });
    expect(judged(records, shuffled, false)).toEqual(judged(records, lanes, false));
  });

  it('is the same whether or not teardown was recorded', () => {
    const later = [...records, { atUs: 5e8, type: 'error', code: 'cluster-lost', message: 'gone' } as const];
    expect(judged(later, lanes)).toEqual(judged(records, lanes));
  });
});

describe('a chart', () => {
  it('has one bin per second for every lane, and spans within it', () => {
    const chart = createChart({ scenario, timeline: foldTimeline(records), lanes });
    expect(chart.t).toHaveLength(300);
    expect(chart.t[0]).toBe(100);
    for (const one of chart.lanes)
      expect([one.p50Ms.length, one.p99Ms.length, one.maxMs.length, one.failed.length]).toEqual([
        300, 300, 300, 300,
      ]);
    expect(chart.lanes[1]?.failed.slice(137, 142)).toEqual([0, 100, 100, 100, 0]);
    expect(chart.lanes[1]?.p50Ms.slice(137, 142)).toEqual([
      expect.any(Number),
      null,
      null,
      null,
      expect.any(Number),
    ]);
    expect(chart.spans).toContainEqual({
      kind: 'probe-outage',
      probe: 'api',
      label: 'api https://127.0.0.1:6443',
      fromS: 165,
      toS: 176,
    });
    expect(chart.spans.filter((one) => one.kind === 'step').map((one) => one.label)).toHaveLength(3);
    for (const span of chart.spans)
      expect(span.fromS >= 100 && span.toS <= 400 && span.fromS <= span.toS).toBe(true);
  });

  it('is empty without samples', () => {
    expect(createChart({ scenario, timeline: foldTimeline(records), lanes: [] })).toEqual({
      t: [],
      lanes: [],
      spans: [],
    });
  });
});
