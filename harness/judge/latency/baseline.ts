import { type Reason, reason } from '../../reasons/reason.ts';
import type { BaselineSummary } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { joinedWithinUs } from '../harm/episodes.ts';
import type { LaneView } from '../lanes/lane-view.ts';
import type { Period } from '../periods.ts';
import { poissonConditionalPValue, slopeWithAr1Errors } from '../statistics/stats.ts';
import { laneTitle, rounded } from '../words.ts';
import { batchesIn, firstLength } from './latency-batches.ts';

/** Fewer batches than this show no trend. */
const batchesForTrend = 8;
/** The share of the baseline that counts as its beginning. */
const beginning = 1 / 5;
/** Maximum probability under a constant rate for a rate to count as changed. */
const significance = 0.05;

/** The quality of the baseline as a reference: whether it was steady, and whether it contained harm. */
export function baselineSummary(evidence: Evidence): BaselineSummary | null {
  const { baseline, judged } = evidence;
  if (baseline === null) return null;
  return {
    contamination: measureContamination(evidence, baseline),
    trends: judged.flatMap((view) => findTrends(view, baseline)),
  };
}

/** Caveats about the baseline that affect a comparison with it. */
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

/** By how much a lane's baseline drifted, as a logarithm of p90, if that is significant; otherwise 0. */
export function measureDrift(view: LaneView, baseline: Period): number {
  const logs = findTrends(view, baseline).map((one) => Math.abs(Math.log1p(one.ratio)));
  return Math.max(0, ...logs);
}

/**
 * Trends whose 99% interval excludes no change: along the whole baseline, and of its first fifth against the
 * rest. So nominally 1 steady baseline in 50 is reported as moving.
 */
function findTrends(view: LaneView, baseline: Period): BaselineSummary['trends'][number][] {
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

function measureContamination(
  { episodes, rolled }: Evidence,
  baseline: Period,
): BaselineSummary['contamination'] {
  if (rolled === null || rolled.toUs <= rolled.fromUs || baseline.toUs <= baseline.fromUs) return null;
  const seconds = ({ fromUs, toUs }: Period) => (toUs - fromUs) / 1_000_000;
  const [before, after] = [incidentsIn(episodes, baseline), incidentsIn(episodes, rolled)];
  const [beforeS, afterS] = [seconds(baseline), seconds(rolled)];
  const chance = poissonConditionalPValue(before, beforeS, after, afterS);
  return { before, beforeS, after, afterS, chance: Math.round(chance * 1e5) / 1e5 };
}

/**
 * Episodes that began in a period; simultaneous ones of several lanes are one, because they are not independent events.
 */
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
