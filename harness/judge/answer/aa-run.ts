/** Results of an A/A run (a run that upgraded nothing): a line of the noise floor. */
export interface AaRun {
  readonly runId: string;
  /** By id of the criterion, then by place (position of a step, or scope): in the criterion's unit. */
  readonly reached: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** The noise floor that was copied into a run. */
export interface NoiseFloor {
  readonly key: string;
  /** Hash of the copy, as the journal recorded it. */
  readonly sha256: string;
  readonly runs: readonly AaRun[];
  /** Whether the copy has the recorded hash. */
  readonly intact: boolean;
}
