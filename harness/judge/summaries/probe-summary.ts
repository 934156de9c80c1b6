import type { ProbeSummary } from '../answer/summary.ts';
import type { Evidence } from '../evidence.ts';
import { readProbes } from '../probes/probes.ts';
import { stepAt } from '../step-at.ts';
import { rounded } from '../words.ts';

/** Every prober's results from the baseline to the end. */
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
