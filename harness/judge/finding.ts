import type { RawEpisode } from './episodes.ts';
import type { Advice, Criterion } from './summary.ts';

/** A criterion's state, and what a remedy would have to speak to. */
export interface Finding {
  readonly criterion: Criterion;
  /** Positions of the steps that it is about. */
  readonly steps: readonly number[];
  /** The episodes that make it missed. */
  readonly episodes: readonly RawEpisode[];
  /** Of a probe's: what would help against all of its outages that missed the limit; nothing where one of them is left. */
  readonly recommendations?: readonly Advice[];
}
