import type { Summary } from '../judge/answer/summary.ts';
import type { Finish } from './rehearse.ts';

/** The outcome of a rehearsal, or of several of one scenario taken together. */
export interface Outcome extends Pick<Summary, 'headline' | 'reasons' | 'advice'> {
  /** Where the evidence is. */
  readonly folder: string;
  /** Null where no report could be made. */
  readonly verdict: Summary['verdict'] | null;
  readonly exitCode: number;
}

/** A rehearsal's outcome; where it has no report, the error stands for the reason. */
export function createOutcome({ runDirectory, summary, error, exitCode }: Finish): Outcome {
  return {
    folder: runDirectory,
    verdict: summary?.verdict ?? null,
    headline: summary?.headline ?? `no report was made: ${error?.message ?? 'see the log'}`,
    reasons: summary?.reasons ?? [],
    advice: summary?.advice ?? [],
    exitCode,
  };
}
