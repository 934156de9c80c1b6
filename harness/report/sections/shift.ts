import type { LatencyShift, Summary } from '../../judge/summary.ts';
import { type Cell, missing, type Row, type Section, tableOr } from '../document.ts';
import { change, latency, quantity } from '../format.ts';
import { laneName } from '../names.ts';

/** How each percentile moved, where the tail may tell another story than the middle. */
export function shiftSection(summary: Summary): Section {
  return {
    id: 'shift',
    heading: 'How the whole latency moved, percentile by percentile',
    blocks: [
      tableOr(
        {
          caption: 'From the baseline to the upgrade, and to the steps of each role',
          columns: [
            { name: 'Lane' },
            { name: 'Compared with the baseline' },
            { name: 'Percentile' },
            { name: 'Baseline ms', numeric: true },
            { name: 'Then ms', numeric: true },
            { name: 'Change', numeric: true },
            {
              name: '90% interval',
              numeric: true,
              title: 'Of the change of the geometric mean over batches; of this one percentile',
            },
          ],
          rows: summary.shifts.flatMap(shiftRows),
        },
        'No lane was measured before and during the upgrade.',
      ),
    ],
    source:
      'samples/<target>.<lane>.<source>.arrows. Baseline and then: percentiles of all right answers, by nearest rank. Interval: the rule that judges p90, applied to this percentile, so that it is of the ratio of geometric means over batches, which may differ from that of the percentiles shown; none where batches hold too few answers. Each holds for its own percentile, not for all at once.',
  };
}

const comparedWith = {
  upgrade: 'the whole upgrade',
  'control-plane': 'control-plane steps',
  worker: 'worker steps',
} as const;

function shiftRows(shift: LatencyShift): Row[] {
  return shift.points.map(({ p, baselineMs, afterMs, ci }, i) => ({
    opens: i === 0,
    cells: [
      laneName(shift),
      comparedWith[shift.of],
      `p${Math.round(p * 1000) / 10}`,
      ms(baselineMs),
      ms(afterMs),
      baselineMs === null || afterMs === null ? missing('–') : change(baselineMs, afterMs),
      ci === null ? missing('too few answers') : `${quantity(ci[0], 'ratio')} to ${quantity(ci[1], 'ratio')}`,
    ],
  }));
}

function ms(value: number | null): Cell {
  return value === null ? missing('none answered') : latency(value);
}
