import { laneKinds } from '../../scenario/load/lane-kinds.ts';
import type { LatencyShift } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import type { LaneView } from '../lanes/lane-view.ts';
import { latencyPercentiles } from '../lanes/latencies.ts';
import { shares } from '../lanes/latency-batch.ts';
import type { Period } from '../periods.ts';
import { lag1Autocorrelation, welchDifference } from '../statistics/stats.ts';
import { rounded } from '../words.ts';
import { areEnough, batchesFor, batchesInEach, varianceInflation } from './latency-batches.ts';

/**
 * How each percentile of the open-loop lanes' latency moved: a shift function (Doksum 1974), from the baseline to the
 * whole upgrade and to each role's steps. Values are those of all good responses; an interval follows the judge's rule
 * for p90, applied to the percentile. It is valid for one percentile at a time, not for the whole curve at once.
 */
export function latencyShifts({ judged, baseline, upgrade, windows }: Evidence): LatencyShift[] {
  if (baseline === null || upgrade === null) return [];
  const periods = {
    upgrade: [upgrade],
    'control-plane': windows.filter((one) => one.step.slot.role === 'control-plane'),
    worker: windows.filter((one) => one.step.slot.role === 'worker'),
  } as const;
  return judged
    .filter((view) => view.length > 0 && !laneKinds[view.kind].streams)
    .flatMap((view) => {
      const beforeUs = latencyPercentiles(view, [baseline], shares);
      return (['upgrade', 'control-plane', 'worker'] as const)
        .filter((of) => periods[of].length > 0)
        .map((of) => measureShift(view, baseline, beforeUs, periods[of], of));
    });
}

function measureShift(
  view: LaneView,
  baseline: Period,
  beforeUs: readonly number[],
  periods: readonly Period[],
  of: LatencyShift['of'],
): LatencyShift {
  const afterUs = latencyPercentiles(view, periods, shares);
  const { lengthUs } = batchesFor(view, baseline, periods, 0.9);
  const base = batchesInEach(view, baseline, lengthUs, shares);
  const groups = periods.map((period) => batchesInEach(view, period, lengthUs, shares));
  return {
    target: view.target,
    lane: view.lane,
    of,
    batchS: lengthUs / 1_000_000,
    points: shares.map((p, i) => ({
      p,
      baselineMs: convertToMs(beforeUs[i]),
      afterMs: convertToMs(afterUs[i]),
      ...estimateChange(
        base[i] ?? [],
        groups.map((group) => group[i] ?? []),
      ),
    })),
  };
}

/** The ratio less 1, with its two-sided 90% interval; null if too few batches contain the percentile. */
function estimateChange(base: readonly number[], groups: readonly (readonly number[])[]) {
  const count = groups.reduce((sum, group) => sum + group.length, 0);
  const correlation = lag1Autocorrelation([base, ...groups].filter((one) => one.length > 0));
  const change = areEnough({ base, count })
    ? welchDifference(base, groups, varianceInflation(correlation))
    : null;
  if (change === null) return { ratio: null, ci: null };
  const ratio = (log: number) => rounded(Math.expm1(log));
  return { ratio: ratio(change.difference), ci: [ratio(change.low), ratio(change.high)] as const };
}

function convertToMs(us = Number.NaN): number | null {
  return Number.isNaN(us) ? null : rounded(us / 1000);
}
