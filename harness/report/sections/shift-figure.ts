import { duration } from '../../format/durations.ts';
import type { LatencyShift } from '../../judge/answer/summary.ts';
import type { Figure } from '../document.ts';
import {
  comparedWith,
  formatChange,
  formatPercentile,
  type ShiftedLane,
  type ShiftPoint,
} from '../latency-shifts.ts';

/** The data that page/shift.js draws for one lane; arrays are by percentile. */
export interface DrawnLane {
  readonly name: string;
  readonly percentiles: readonly string[];
  readonly baselineMs: readonly (number | null)[];
  readonly periods: readonly {
    readonly of: LatencyShift['of'];
    readonly ms: readonly (number | null)[];
    /**
     * As ratios, 1 for no change: the batches' with their interval, or if there are too few that of the
     * percentiles themselves.
     */
    readonly ratio: readonly (number | null)[];
    readonly low: readonly (number | null)[];
    readonly high: readonly (number | null)[];
  }[];
  /** The text for each percentile. */
  readonly texts: readonly string[];
}

/** The curves of the baseline and of each role's steps, and their difference, lane by lane. */
export function shiftFigure(lanes: readonly ShiftedLane[]): Figure {
  const drawn = lanes.map(createDrawnLane);
  const names = drawn.map((lane) => `${lane.name}: ${lane.texts.at(-1)}`);
  return {
    kind: 'figure',
    id: 'shift-chart',
    label: `Latency of each percentile in the baseline and in the steps, and the change with its interval, lane by lane. ${names.join('. ')}. The table below holds all figures.`,
    data: drawn,
  };
}

function createDrawnLane({ name, points, shifts }: ShiftedLane): DrawnLane {
  return {
    name,
    percentiles: points.map(({ p }) => formatPercentile(p)),
    baselineMs: points.map((point) => point.baselineMs),
    periods: shifts.map(({ of, points: after }) => ({
      of,
      ms: after.map((point) => point.afterMs),
      ratio: after.map(computeRatio),
      low: after.map(({ ci }) => ci && 1 + ci[0]),
      high: after.map(({ ci }) => ci && 1 + ci[1]),
    })),
    texts: points.map((base, i) =>
      [
        formatPercentile(base.p),
        base.baselineMs === null ? 'no response in the baseline' : `baseline ${duration(base.baselineMs)}`,
        ...shifts.map(({ of, points: after }) => describePoint(of, after[i])),
      ].join(' · '),
    ),
  };
}

function computeRatio({ ratio, ci, baselineMs, afterMs }: ShiftPoint): number | null {
  if (ci !== null && ratio !== null) return 1 + ratio;
  return baselineMs !== null && afterMs !== null && baselineMs > 0 && afterMs > 0
    ? afterMs / baselineMs
    : null;
}

function describePoint(of: LatencyShift['of'], point: ShiftPoint | undefined): string {
  if (point === undefined || point.afterMs === null) return `${comparedWith[of]} no response`;
  const moved = formatChange(point);
  return `${comparedWith[of]} ${duration(point.afterMs)}${moved === null ? '' : `, change ${moved}`}`;
}
