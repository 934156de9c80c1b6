import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomes, type SampleBatches, type SampleColumns } from '../../../../harness/journal/samples.ts';
import type { LaneSource } from '../../../../harness/judge/lanes/lane-data.ts';
import { badBefore } from '../../../../harness/judge/lanes/lane-rows.ts';
import {
  countIn,
  createLaneView,
  findDueUs,
  rowAt,
  rowsBetween,
  rowsIn,
  rowsWithBad,
} from '../../../../harness/judge/lanes/lane-view.ts';
import { columnsBetween } from '../../../../harness/judge/lanes/row-columns.ts';
import { createEmptyColumns, lane, s } from '../../../support/judge/simulated-run.ts';

const slowMs = 1_000;

interface Request {
  readonly seq: number;
  readonly intendedUs: number;
  readonly latencyUs: number;
  readonly outcome: number;
}

/** In any order of writing, some of them due at the same time or at a second's edge. */
const requests = fc
  .array(
    fc.record({
      intendedUs: fc.oneof(
        fc.integer({ min: 0, max: 8 }).map(s),
        fc.double({ min: 0, max: s(8), noNaN: true }),
        fc.double({ min: s(3), max: s(3.01), noNaN: true }),
      ),
      latencyUs: fc.oneof(fc.double({ min: 100, max: 9_000, noNaN: true }), fc.constant(s(1.5))),
      outcome: fc.constantFrom(
        outcomes.ok,
        outcomes.ok,
        outcomes.refused,
        outcomes.cancelled,
        outcomes.unsent,
      ),
    }),
    { minLength: 1, maxLength: 80 },
  )
  .map((rows) => rows.map((row, seq): Request => ({ ...row, seq })));

/** Written in batches of some rows, of which a few are in memory at a time: earlier ones are overwritten. */
function written(rows: readonly Request[], batchRows: number): LaneSource {
  const columns = createEmptyColumns(rows.length);
  rows.forEach(({ seq, intendedUs, latencyUs, outcome }, row) => {
    columns.seq[row] = seq;
    columns.intendedUs[row] = intendedUs;
    columns.endUs[row] = intendedUs + latencyUs;
    columns.outcome[row] = outcome;
  });
  const batches = Math.ceil(rows.length / batchRows);
  const starts = Array.from({ length: batches }, (_, batch) => batch * batchRows);
  let last: SampleColumns | null = null;
  const samples: SampleBatches = {
    length: rows.length,
    starts,
    read(batch) {
      last?.intendedUs.fill(-1);
      const from = starts[batch] as number;
      const read = columnsBetween(columns, from, Math.min(rows.length, from + batchRows));
      last = { ...read, intendedUs: read.intendedUs.slice() };
      return last;
    },
  };
  return { ...lane(), columns: samples };
}

const isBad = ({ outcome, latencyUs, intendedUs }: Request) =>
  outcome === outcomes.ok
    ? intendedUs + latencyUs - intendedUs > slowMs * 1000
    : outcome !== outcomes.cancelled;

const inOrder = (rows: readonly Request[]) =>
  rows.toSorted((a, b) => a.intendedUs - b.intendedUs || a.seq - b.seq);

describe('a view of a lane', () => {
  it('has every row in the order of its intended start, a stretch at a time or one by one', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 30 }), fc.nat(80), fc.nat(80), (rows, size, a, b) => {
        const view = createLaneView(written(rows, size), slowMs);
        const plain = inOrder(rows);
        const all = [...rowsBetween(view, 0, view.length)];
        expect(all.flatMap(({ columns }) => [...columns.seq])).toEqual(plain.map(({ seq }) => seq));
        expect(all.flatMap(({ bad }) => [...bad])).toEqual(plain.map((one) => Number(isBad(one))));
        const counts = plain.map((_, row) => plain.slice(0, row).filter(isBad).length);
        expect([...counts.keys(), plain.length].map((row) => badBefore(view, row))).toEqual([
          ...counts,
          plain.filter(isBad).length,
        ]);
        expect([-1, ...plain.keys(), plain.length].map((row) => findDueUs(view, row))).toEqual([
          undefined,
          ...plain.map(({ intendedUs }) => intendedUs),
          undefined,
        ]);
        const between = [...rowsBetween(view, a, b)];
        expect(between.flatMap(({ columns }) => [...columns.seq])).toEqual(
          plain.slice(a, Math.max(a, b)).map(({ seq }) => seq),
        );
        for (const { first, intendedUs } of between) expect(intendedUs[0]).toBe(findDueUs(view, first));
        const seconds = new Set(plain.filter(isBad).map((one) => Math.floor(one.intendedUs / s(1))));
        expect([...rowsWithBad(view)].map((one) => Math.floor((one.intendedUs[0] as number) / s(1)))).toEqual(
          [...seconds],
        );
      }),
    );
  });

  it('counts the requests that were due in a period, and the bad ones among them', () => {
    const time = fc.oneof(
      fc.integer({ min: -1, max: 9 }).map(s),
      fc.double({ min: 0, max: s(9), noNaN: true }),
    );
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 30 }), time, time, (rows, size, fromUs, toUs) => {
        const view = createLaneView(written(rows, size), slowMs);
        const within = inOrder(rows).filter((one) => one.intendedUs >= fromUs && one.intendedUs < toUs);
        expect(countIn(view, fromUs, toUs)).toEqual({
          slots: within.length,
          bad: within.filter(isBad).length,
        });
        expect(rowAt(view, fromUs)).toBe(rows.filter((one) => one.intendedUs < fromUs).length);
        expect([...rowsIn(view, { fromUs, toUs })].flatMap(({ columns }) => [...columns.seq])).toEqual(
          within.map(({ seq }) => seq),
        );
      }),
    );
  });

  it('of a lane without rows is empty', () => {
    const view = createLaneView({ ...lane(), columns: createEmptyColumns(0) }, slowMs);
    expect(view.firstUs).toBeNaN();
    expect(countIn(view, 0, s(9))).toEqual({ slots: 0, bad: 0 });
    expect([...rowsBetween(view, 0, 9)]).toEqual([]);
  });
});
