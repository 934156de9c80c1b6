import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findEpisodes, joinedWithinUs } from '../../../../harness/judge/harm/episodes.ts';
import { createLaneView } from '../../../../harness/judge/lanes/lane-view.ts';
import { type Behaviour, lane } from '../../../support/judge/simulated-run.ts';

/** Lengths of outages by their definition: all rows in memory, every stretch counted separately. In ms. */
function computeOutages(dueUs: readonly number[], bad: readonly boolean[], ratePerS: number): number[] {
  const rows = dueUs.map((_, row) => row);
  const badRows = rows.filter((row) => bad[row]);
  const us = (row: number) => dueUs[row] as number;
  const begins = badRows.filter(
    (row, i) => i === 0 || us(row) - us(badRows[i - 1] as number) > joinedWithinUs,
  );
  return begins.map((first, i) => {
    const own = badRows.filter((row) => row >= first && row < (begins[i + 1] ?? Number.POSITIVE_INFINITY));
    const last = own.at(-1) as number;
    const width = Math.min(rows.length, Math.max(10, Math.ceil(ratePerS / 10)));
    const isHalfBad = (row: number) => bad.slice(row, row + width).filter(Boolean).length * 2 >= width;
    const stretches = rows.filter(
      (row) => row > first - width && row <= last && row + width <= rows.length && isHalfBad(row),
    );
    const runs = stretches.filter((row) => !stretches.includes(row - 1));
    const lengths = runs.map((from) => {
      let to = from;
      while (stretches.includes(to + 1)) to += 1;
      const inside = own.filter((row) => row >= from && row < to + width);
      return (us(inside.at(-1) as number) - us(inside[0] as number) + 1e6 / ratePerS) / 1000;
    });
    return Math.max(0, ...lengths);
  });
}

describe('the outage of an episode', () => {
  it('follows its definition, however its rows are read', () => {
    const stretch = fc.record({ good: fc.nat(60), bad: fc.nat(40) });
    fc.assert(
      fc.property(
        fc.array(stretch, { maxLength: 12 }),
        fc.constantFrom(5, 20, 150),
        (stretches, ratePerS) => {
          const rows = stretches.flatMap(({ good, bad }) => [
            ...Array<boolean>(good).fill(false),
            ...Array<boolean>(bad).fill(true),
          ]);
          let row = -1;
          const behaviour: Behaviour = () => {
            row += 1;
            return rows[row] === true ? { ms: 1, outcome: 'refused' } : { ms: 1 };
          };
          const data = lane({ ratePerS, fromS: 0, toS: Math.ceil(rows.length / ratePerS), behaviour });
          const bad = Array.from({ length: data.columns.length }, (_, at) => rows[at] ?? false);
          const outages = findEpisodes(createLaneView(data, 1_000)).map((one) => one.outageMs);
          expect(outages).toEqual(computeOutages([...data.columns.intendedUs], bad, ratePerS));
        },
      ),
      { numRuns: 50 },
    );
  });
});
