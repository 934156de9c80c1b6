import type { Evidence } from './evidence.ts';
import { stepAt } from './places.ts';
import { readProbes } from './probes.ts';
import type { ProbeSummary } from './summary.ts';
import { rounded } from './words.ts';

/** What every prober saw from the baseline to the end. */
export function probeSummaries(evidence: Evidence): ProbeSummary[] {
  const fromUs = evidence.baseline?.fromUs ?? 0;
  const toUs = evidence.rolled?.toUs ?? evidence.baseline?.toUs ?? evidence.timeline.lastUs;
  return evidence.probeSeries.map((series) => {
    const { probe, source, count, failed, longestMs, outages } = readProbes(series, { fromUs, toUs });
    return {
      probe,
      source,
      count,
      failed,
      longestMs: rounded(longestMs),
      outages: outages.map((one) => ({ ...one, step: stepAt(evidence, one.fromUs) })),
    };
  });
}
