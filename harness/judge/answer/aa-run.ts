/** What a run that upgraded nothing (an A/A run) showed all the same: a line of the noise floor. */
export interface AaRun {
  readonly runId: string;
  /** By id of the criterion, then by place (position of a step, or scope): in the criterion's unit. */
  readonly reached: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The noise floor that was copied into a run. */
export interface NoiseFloor {
  readonly key: string;
  /** Of the copy, as the journal noted it. */
  readonly sha256: string;
  readonly runs: readonly AaRun[];
  /** The copy is the one that the journal noted, by its hash. */
  readonly intact: boolean;
}
