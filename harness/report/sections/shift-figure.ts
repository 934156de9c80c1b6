import { duration } from '../../format/durations.ts';
import type { LatencyShift } from '../../judge/answer/summary.ts';
import type { Figure } from '../document.ts';
import { changeText, comparedWith, percentileName, type ShiftedLane, type ShiftPoint } from '../shifted.ts';

/** What page/shift.js draws for one lane; arrays are by percentile. */
export interface DrawnLane {
  readonly name: string;
  readonly percentiles: readonly string[];
  readonly baselineMs: readonly (number | null)[];
  readonly periods: readonly {
    readonly of: LatencyShift['of'];
    readonly ms: readonly (number | null)[];
    /** As ratios, 1 for none: the batches' with their interval, or where they are too few that of the percentiles themselves. */
    readonly ratio: readonly (number | null)[];
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  }[];
  /** The text for each percentile. */
  readonly told: readonly string[];
}

/** The curve of the baseline and of each role's steps, and by how much the one differs from the other, lane by lane. */
export function shiftFigure(lanes: readonly ShiftedLane[]): Figure {
  const drawn = lanes.map(drawnLane);
  const names = drawn.map((lane) => `${lane.name}: ${lane.told.at(-1)}`);
  return {
    kind: 'figure',
    id: 'shift-chart',
    label: `Latency of each percentile in the baseline and in the steps, and the change with its interval, lane by lane. ${names.join('. ')}. The table below holds all figures.`,
    data: drawn,
  };
}

function drawnLane({ name, points, shifts }: ShiftedLane): DrawnLane {
  return {
    name,
    percentiles: points.map(({ p }) => percentileName(p)),
    baselineMs: points.map((one) => one.baselineMs),
    periods: shifts.map(({ of, points: after }) => ({
      of,
      ms: after.map((one) => one.afterMs),
      ratio: after.map(ratioOf),
      low: after.map(({ ci }) => ci && 1 + ci[0]),
      high: after.map(({ ci }) => ci && 1 + ci[1]),
    })),
    told: points.map((base, i) =>
      [
        percentileName(base.p),
        base.baselineMs === null ? 'no response in the baseline' : `baseline ${duration(base.baselineMs)}`,
        ...shifts.map(({ of, points: after }) => tell(of, after[i])),
      ].join(' · '),
    ),
  };
}

function ratioOf({ ratio, ci, baselineMs, afterMs }: ShiftPoint): number | null {
  if (ci !== null && ratio !== null) return 1 + ratio;
  return baselineMs !== null && afterMs !== null && baselineMs > 0 && afterMs > 0
    ? afterMs / baselineMs
    : null;
}

function tell(of: LatencyShift['of'], point: ShiftPoint | undefined): string {
  if (point === undefined || point.afterMs === null) return `${comparedWith[of]} no response`;
  const moved = changeText(point);
  return `${comparedWith[of]} ${duration(point.afterMs)}${moved === null ? '' : `, change ${moved}`}`;
}
