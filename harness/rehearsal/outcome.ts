import type { RecommendationText, Summary } from '../judge/answer/summary.ts';
import { reasonText } from '../reasons/reason.ts';
import { findClusterNames } from '../report/short-names.ts';
import type { Finish } from './rehearse.ts';

/** The outcome of a rehearsal, or of several of one scenario together, as text for users. */
export interface Outcome {
  /** The path of the evidence. */
  readonly folder: string;
  /** Null if no report could be made. */
  readonly verdict: Summary['verdict'] | null;
  readonly headline: string;
  readonly reasons: readonly string[];
  readonly recommendations: readonly RecommendationText[];
  /** Clusters whose nodes these texts name in full. */
  readonly clusters: readonly string[];
  /** See `Attempt`. */
  readonly nodes?: NonNullable<Summary['nodes']>;
  readonly exitCode: number;
}

/** A rehearsal's outcome; if it has no report, the error replaces the reason. */
export function createOutcome({ runDirectory: folder, summary, error, exitCode }: Finish): Outcome {
  if (summary !== null) return describeOutcome(folder, summary, [summary], exitCode);
  const headline = `no report was made: ${error?.message ?? 'see the log'}`;
  return { folder, verdict: null, headline, reasons: [], recommendations: [], clusters: [], exitCode };
}

/** The outcome of what was judged, in these runs. */
export function describeOutcome(
  folder: string,
  {
    verdict,
    headline,
    reasons,
    recommendations,
  }: Pick<Summary, 'verdict' | 'headline' | 'reasons' | 'recommendations'>,
  runs: readonly Summary[],
  exitCode: number,
): Outcome {
  const nodes = runs.flatMap((run) => run.nodes ?? []);
  return {
    folder,
    verdict,
    headline,
    reasons: reasons.map(reasonText),
    recommendations: recommendations.map(({ setting, from, to, why }) => ({ setting, from, to, why })),
    clusters: findClusterNames(runs),
    ...(nodes.length > 0 && { nodes }),
    exitCode,
  };
}
