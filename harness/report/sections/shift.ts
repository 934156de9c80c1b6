import { latency } from '../../format/durations.ts';
import type { LatencyShift, Summary } from '../../judge/answer/summary.ts';
import { type Block, type Cell, type Column, missing, type Row, type Section } from '../document.ts';
import {
  changeText,
  comparedWith,
  movement,
  percentileName,
  type ShiftedLane,
  type ShiftPoint,
  shiftedLanes,
} from '../shifted.ts';
import { shiftFigure } from './shift-figure.ts';

/** How each percentile changed: the tail may change differently from the median. */
export function shiftSection({ shifts }: Summary): Section {
  const lanes = shiftedLanes(shifts);
  return {
    id: 'shift',
    heading: 'Latency by percentile, baseline against steps',
    blocks:
      lanes.length === 0
        ? [{ kind: 'text', text: 'No lane was measured before and during the upgrade.' }]
        : [{ kind: 'list', items: lanes.flatMap(inWords) }, shiftFigure(lanes), table(lanes)],
    source:
      'samples/<target>.<lane>.<source>.arrows. Latency: percentiles of all correct responses, by nearest rank. Interval: two-sided 90%, by the rule that judges p90, applied to this percentile. It is of the ratio of geometric means over batches, which may differ from the ratio of the percentiles shown. There is none where there are too few batches, or too few responses in them. Each interval holds for its own percentile, not for all at once. summary.json also compares the whole upgrade.',
  };
}

/** The percentiles that the sentences name. */
const told: ReadonlySet<number> = new Set([0.5, 0.9, 0.99]);

/** One sentence for each role's steps. */
function inWords({ name, shifts }: ShiftedLane): string[] {
  return shifts.map(({ of, points }) => {
    const movements = points.filter(({ p }) => told.has(p)).map(movement);
    return `${name}, ${comparedWith[of]}: ${movements.join(', ')}`;
  });
}

function table(lanes: readonly ShiftedLane[]): Block {
  const present = new Set(lanes.flatMap(({ shifts }) => shifts.map((one) => one.of)));
  const periods = (['upgrade', 'control-plane', 'worker'] as const).filter((of) => present.has(of));
  return {
    kind: 'table',
    caption: 'From the baseline to the steps of each role',
    columns: [
      { name: 'Lane' },
      { name: 'Percentile' },
      { name: 'Baseline ms', numeric: true },
      ...periods.flatMap(columnsOf),
    ],
    rows: lanes.flatMap((lane) =>
      lane.points.map(
        (base, i): Row => ({
          opens: i === 0,
          cells: [
            lane.name,
            percentileName(base.p),
            ms(base.baselineMs),
            ...periods.flatMap((of) => cellsOf(lane.shifts.find((one) => one.of === of)?.points[i])),
          ],
        }),
      ),
    ),
  };
}

function columnsOf(of: LatencyShift['of']): Column[] {
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

function cellsOf(point: ShiftPoint | undefined): Cell[] {
  const moved = point === undefined ? null : changeText(point);
  if (point === undefined || moved === null) return [missing(), missing('–')];
  return [ms(point.afterMs), moved];
}

function ms(value: number | null): Cell {
  return value === null ? missing('no response') : latency(value);
}
