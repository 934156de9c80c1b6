import { accountOf, countOutcomes } from './accounting.ts';
import type { Evidence } from './evidence.ts';
import { countIn, type LaneView, rowAt } from './lane-view.ts';
import { type Period, periodOf } from './periods.ts';
import { percentile, percentileRanks } from './stats.ts';
import type { LaneSummary, LatencyStats, WindowStats } from './summary.ts';

/** Everything about one lane that the report shows, phase by phase and step by step. */
export function laneSummary(view: LaneView, evidence: Evidence): LaneSummary {
  const { timeline, windows, baseline, upgrade, rolled } = evidence;
  const within = (period: Period | null) => (period === null ? null : statsIn(view, period));
  return {
    target: view.target,
    lane: view.lane,
    kind: view.kind,
    role: view.role,
    ratePerS: view.ratePerS,
    resolutionMs: view.ratePerS > 0 ? 1000 / view.ratePerS : 0,
    connections: view.columns.connection.reduce((most, one) => Math.max(most, one), 0),
    accounting: accountOf(view, evidence).accounting,
    baseline: within(baseline),
    upgrade: within(upgrade),
    recovery: within(rolled === null ? null : periodOf(timeline, 'recovery', rolled.toUs)),
    steps: windows.map((window) => statsIn(view, window)),
  };
}

function statsIn(view: LaneView, { fromUs, toUs }: Period): WindowStats {
  const first = rowAt(view, fromUs);
  const end = Math.max(first, rowAt(view, toUs));
  const { slots, bad } = countIn(view, fromUs, toUs);
  let answered = 0;
  const latencies = new Float64Array(slots);
  for (let row = first; row < end; row += 1) {
    const latency = view.latencyUs[row] as number;
    if (!Number.isNaN(latency)) latencies[answered++] = latency;
  }
  const { cancelled = 0 } = countOutcomes(view, first, end);
  const failed = slots - answered - cancelled;
  return {
    fromUs,
    toUs,
    scheduled: slots,
    failed,
    slow: bad - failed,
    latency: latencyStats(latencies.subarray(0, answered).sort()),
  };
}

function latencyStats(sortedUs: Float64Array): LatencyStats | null {
  if (sortedUs.length === 0) return null;
  const at = (p: number) => percentile(sortedUs, p) / 1000;
  const ranks = percentileRanks(sortedUs.length, 0.99);
  const bounds = ranks?.map((rank) => (sortedUs[rank - 1] as number) / 1000);
  return {
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p99Ms: at(0.99),
    maxMs: at(1),
    ...(bounds ? { p99Ci: [bounds[0] as number, bounds[1] as number] as const } : {}),
  };
}
