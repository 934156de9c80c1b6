import { latency } from '../../format/durations.ts';
import type { LatencyShift, Summary } from '../../judge/answer/summary.ts';
import { type Block, type Cell, type Column, missing, type Row, type Section } from '../document.ts';
import {
  comparedWith,
  formatChange,
  formatMovement,
  formatPercentile,
  groupShiftsByLane,
  type ShiftedLane,
  type ShiftPoint,
} from '../latency-shifts.ts';
import { shiftFigure } from './shift-figure.ts';

/** How each percentile changed: the tail may change differently from the median. */
export function shiftSection({ shifts }: Summary): Section {
  const lanes = groupShiftsByLane(shifts);
  return {
    id: 'shift',
    heading: 'Latency by percentile, baseline against steps',
    blocks:
      lanes.length === 0
        ? [{ kind: 'text', text: 'No lane was measured before and during the upgrade.' }]
        : [{ kind: 'list', items: lanes.flatMap(describeShifts) }, shiftFigure(lanes), createTable(lanes)],
    source:
      'samples/<target>.<lane>.<source>.arrows. Latency: percentiles of all correct responses, by nearest rank. Interval: two-sided 90%, by the rule that judges p90, applied to this percentile. It is of the ratio of geometric means over batches, which may differ from the ratio of the percentiles shown. There is none where there are too few batches, or too few responses in them. Each interval holds for its own percentile, not for all at once. summary.json also compares the whole upgrade.',
  };
}

/** The percentiles that the sentences name. */
const percentilesInWords: ReadonlySet<number> = new Set([0.5, 0.9, 0.99]);

/** One sentence for each role's steps. */
function describeShifts({ name, shifts }: ShiftedLane): string[] {
  return shifts.map(({ of, points }) => {
    const movements = points.filter(({ p }) => percentilesInWords.has(p)).map(formatMovement);
    return `${name}, ${comparedWith[of]}: ${movements.join(', ')}`;
  });
}

function createTable(lanes: readonly ShiftedLane[]): Block {
  const present = new Set(lanes.flatMap(({ shifts }) => shifts.map((shift) => shift.of)));
  const periods = (['upgrade', 'control-plane', 'worker'] as const).filter((of) => present.has(of));
  return {
    kind: 'table',
    caption: 'From the baseline to the steps of each role',
    columns: [
      { name: 'Lane' },
      { name: 'Percentile' },
      { name: 'Baseline ms', numeric: true },
      ...periods.flatMap(createColumns),
    ],
    rows: lanes.flatMap((lane) =>
      lane.points.map(
        (base, i): Row => ({
          opens: i === 0,
          cells: [
            lane.name,
            formatPercentile(base.p),
            latencyCell(base.baselineMs),
            ...periods.flatMap((of) => createCells(lane.shifts.find((shift) => shift.of === of)?.points[i])),
          ],
        }),
      ),
    ),
  };
}

function createColumns(of: LatencyShift['of']): Column[] {
  const name = comparedWith[of];
  return [
    { name: `${name.charAt(0).toUpperCase()}${name.slice(1)} ms`, numeric: true },
    {
      name: 'Change (90% interval)',
      numeric: true,
      title:
        'Of the geometric mean over batches; where there are too few for an interval, of the percentile shown',
    },
  ];
}

function createCells(point: ShiftPoint | undefined): Cell[] {
  const moved = point === undefined ? null : formatChange(point);
  if (point === undefined || moved === null) return [missing(), missing('–')];
  return [latencyCell(point.afterMs), moved];
}

function latencyCell(value: number | null): Cell {
  return value === null ? missing('no response') : latency(value);
}
