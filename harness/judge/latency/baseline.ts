import { type Reason, reason } from '../../reasons/reason.ts';
import type { BaselineSummary } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { joinedWithinUs } from '../harm/episodes.ts';
import type { LaneView } from '../lanes/lane-view.ts';
import type { Period } from '../periods.ts';
import { poissonConditionalPValue, slopeWithAr1Errors } from '../statistics/stats.ts';
import { laneTitle, rounded } from '../words.ts';
import { batchesIn, firstLength } from './latency-batches.ts';

/** Fewer batches than this say nothing of a trend. */
const batchesForTrend = 8;
/** So great a part of the baseline is its beginning. */
const beginning = 1 / 5;
/** Less likely than this is called more often. */
const significance = 0.05;

/** What the baseline is worth as a reference: whether it stood still, and whether harm was there already. */
export function baselineSummary(evidence: Evidence): BaselineSummary | null {
  const { baseline, judged } = evidence;
  if (baseline === null) return null;
  return {
    contamination: contaminationOf(evidence, baseline),
    trends: judged.flatMap((view) => trendsOf(view, baseline)),
  };
}

/** What a reader must know of the baseline before trusting a comparison with it. */
export function baselineCaveats(summary: BaselineSummary | null): Reason[] {
  if (summary === null) return [];
  const { contamination, trends } = summary;
  const moved = trends.map(({ target, lane, kind, ratio, ci: [low, high] }) =>
    reason('baseline-trend', { lane: laneTitle({ target, lane }), kind, ratio, low, high }),
  );
  if (contamination === null || contamination.before === 0) return moved;
  const moreOften = contamination.chance < significance;
  return [...moved, reason('baseline-episodes', { ...contamination, moreOften })];
}

/** By how much a lane's baseline drifted, as a logarithm of p90, where it is seen to have; 0 where it is not. */
export function driftOf(view: LaneView, baseline: Period): number {
  const logs = trendsOf(view, baseline).map((one) => Math.abs(Math.log1p(one.ratio)));
  return Math.max(0, ...logs);
}

/**
 * Trends whose 99% interval leaves out no change: along the whole baseline, and of its first fifth against the rest.
 * So nominally 1 baseline in 50 that stands still is called moving.
 */
function trendsOf(view: LaneView, baseline: Period): BaselineSummary['trends'][number][] {
  const values = batchesIn(view, baseline, firstLength(view, baseline, null, 0.9), 0.9);
  if (values.length < batchesForTrend) return [];
  const shapes = {
    drift: values.map((_, i) => i / (values.length - 1)),
    'warm-up': values.map((_, i) => Number(i < Math.max(2, Math.floor(values.length * beginning)))),
  } as const;
  return (['drift', 'warm-up'] as const).flatMap((kind) => {
    const found = slopeWithAr1Errors(values, shapes[kind]);
    if (found === null || (found.low <= 0 && found.high >= 0)) return [];
    const ratio = (log: number) => rounded(Math.expm1(log));
    const ci = [ratio(found.low), ratio(found.high)] as const;
    return [{ target: view.target, lane: view.lane, kind, ratio: ratio(found.effect), ci }];
  });
}

function contaminationOf({ episodes, rolled }: Evidence, baseline: Period): BaselineSummary['contamination'] {
  if (rolled === null || rolled.toUs <= rolled.fromUs || baseline.toUs <= baseline.fromUs) return null;
  const seconds = ({ fromUs, toUs }: Period) => (toUs - fromUs) / 1_000_000;
  const [before, after] = [incidentsIn(episodes, baseline), incidentsIn(episodes, rolled)];
  const [beforeS, afterS] = [seconds(baseline), seconds(rolled)];
  const chance = poissonConditionalPValue(before, beforeS, after, afterS);
  return { before, beforeS, after, afterS, chance: Math.round(chance * 1e5) / 1e5 };
}

/** Episodes that began in a period; those of several lanes at one time are one, being no independent events. */
function incidentsIn(episodes: Evidence['episodes'], { fromUs, toUs }: Period): number {
  let count = 0;
  let untilUs = Number.NEGATIVE_INFINITY;
  for (const one of episodes) {
    if (one.firstBadUs < fromUs || one.firstBadUs >= toUs) continue;
    if (one.firstBadUs > untilUs + joinedWithinUs) count += 1;
    untilUs = Math.max(untilUs, one.lastBadUs);
  }
  return count;
}
