import type { LaneSummary, LatencyStats, WindowStats } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { countIn, type LaneView, rowsBetween } from '../lanes/lane-view.ts';
import { failedIn, latencyRanks } from '../lanes/latencies.ts';
import { waitedIn } from '../load-host/own-waits.ts';
import { findPeriod, type Period } from '../periods.ts';
import { findPercentileIndex, quantileConfidenceRanks } from '../statistics/stats.ts';

/** All data about one lane in the report, phase by phase and step by step. */
export function laneSummary(view: LaneView, evidence: Evidence): LaneSummary {
  const { timeline, windows, baseline, upgrade, rolled } = evidence;
  const waited = waitedIn(timeline, view);
  const within = (period: Period | null) => (period === null ? null : statsIn(view, period));
  return {
    target: view.target,
    lane: view.lane,
    kind: view.kind,
    role: view.role,
    ratePerS: view.ratePerS,
    resolutionMs: view.ratePerS > 0 ? 1000 / view.ratePerS : 0,
    connections: countConnections(view),
    ...(waited && { waited }),
    accounting: evidence.getAccount(view).accounting,
    baseline: within(baseline),
    upgrade: within(upgrade),
    recovery: within(rolled === null ? null : findPeriod(timeline, 'recovery', rolled.toUs)),
    steps: windows.map((window) => statsIn(view, window)),
  };
}

/** Connections are numbered from 1. */
function countConnections(view: LaneView): number {
  let most = 0;
  for (const { columns } of rowsBetween(view, 0, view.length))
    for (const one of columns.connection) most = Math.max(most, one);
  return most;
}

function statsIn(view: LaneView, period: Period): WindowStats {
  const { slots, bad } = countIn(view, period.fromUs, period.toUs);
  const failed = failedIn(view, period);
  return {
    fromUs: period.fromUs,
    toUs: period.toUs,
    scheduled: slots,
    failed,
    slow: bad - failed,
    latency: latencyStats(view, period),
  };
}

function latencyStats(view: LaneView, period: Period): LatencyStats | null {
  const { count, values } = latencyRanks(view, [period], (count) => [
    ...[0.5, 0.9, 0.99, 1].map((p) => findPercentileIndex(p, count)),
    ...(quantileConfidenceRanks(count, 0.99)?.map((rank) => rank - 1) ?? []),
  ]);
  if (count === 0) return null;
  const [p50Ms = 0, p90Ms = 0, p99Ms = 0, maxMs = 0, low, high] = values.map((us) => us / 1000);
  return {
    p50Ms,
    p90Ms,
    p99Ms,
    maxMs,
    ...(low === undefined || high === undefined ? {} : { p99Ci: [low, high] as const }),
  };
}
