import { outcomes } from '../../journal/samples.ts';
import { type Reason, reason } from '../../reasons/reason.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { Timeline } from '../../timeline/model.ts';
import type { LoadHostSummary } from '../answer/summary.ts';
import { type LaneView, rowsWithBad } from '../lanes/lane-view.ts';
import { mean, percentile } from '../statistics/stats.ts';
import { type Disturbance, findDisturbances } from './disturbances.ts';
import { type LoadHostHealth, secondUs } from './health.ts';
import { recommendForLoadHost } from './recommendations.ts';

/**
 * The report's data about the load generator and its host; null without a record of it. `lagP99Ms` is the p99
 * of the seconds' own p99.
 */
export function summarizeLoadHost(
  timeline: Timeline,
  { lagUs, controlShare }: LoadHostHealth,
  judged: readonly LaneView[],
  load: Pick<Scenario['load'], 'ratePerS' | 'cpus'> | null = null,
): LoadHostSummary | null {
  const { loadHost } = timeline;
  const unsent = new Map<number, number>();
  for (const view of judged)
    for (const { columns, intendedUs } of rowsWithBad(view))
      if (columns.outcome.includes(outcomes.unsent))
        unsent.set(Math.floor((intendedUs[0] as number) / secondUs), 1);
  const found: readonly Disturbance[] = findDisturbances(timeline);
  const marked = [
    ...runs(lagUs, reason('sent-late')),
    ...runs(controlShare, reason('control-lane-bad')),
    ...runs(unsent, reason('left-unsent')),
    ...found.flatMap(({ seconds, why }) => runs(seconds, why)),
  ].sort((a, b) => a.fromUs - b.fromUs);
  if (loadHost.length === 0 && marked.length === 0) return null;
  const lags = loadHost.map((one) => one.lagP99Us).sort((a, b) => a - b);
  return {
    lagP99Ms: loadHost.length === 0 ? 0 : percentile(lags, 0.99) / 1000,
    lagMaxMs: loadHost.reduce((max, one) => Math.max(max, one.lagMaxUs), 0) / 1000,
    cpuBusyMean: loadHost.length === 0 ? 0 : mean(loadHost.map((one) => one.cpuBusy)),
    ...healthFigures(timeline),
    marked,
    recommendations: recommendForLoadHost(
      timeline,
      found,
      { lag: lagUs.size, control: controlShare.size, unsent: unsent.size },
      load,
    ),
  };
}

/** Maximum of each over the run; absent if no second has it. */
function healthFigures({
  loadHost,
  threads,
}: Timeline): Pick<LoadHostSummary, 'loopMaxMs' | 'gcMaxMs' | 'cpuPressureMean'> {
  const greatest = (values: readonly (number | null)[]) => {
    const known = values.filter((one) => one !== null);
    return known.length === 0 ? null : known.reduce((most, one) => Math.max(most, one)) / 1000;
  };
  const all = [...loadHost, ...threads];
  const loopMaxMs = greatest(all.map((one) => one.loopMaxUs));
  const gcMaxMs = greatest(all.map((one) => one.gcMaxUs));
  const pressures = loadHost.map((one) => one.cpuPressure).filter((one) => one !== undefined);
  return {
    ...(loopMaxMs === null ? {} : { loopMaxMs }),
    ...(gcMaxMs === null ? {} : { gcMaxMs }),
    ...(pressures.length === 0 ? {} : { cpuPressureMean: mean(pressures) }),
  };
}

/** Adjacent seconds as one span. */
function runs(
  seconds: ReadonlyMap<number, number>,
  why: Reason,
): { fromUs: number; toUs: number; why: Reason }[] {
  const spans: { fromUs: number; toUs: number; why: Reason }[] = [];
  for (const second of [...seconds.keys()].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.toUs === second * secondUs) last.toUs += secondUs;
    else spans.push({ fromUs: second * secondUs, toUs: (second + 1) * secondUs, why });
  }
  return spans;
}
