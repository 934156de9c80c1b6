/** A code and its values, for code that does not know which codes exist. */
export interface Coded {
  readonly code: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Puts reasons into words that are values of another one. */
export type Say = (reasons: readonly Coded[]) => string;

/** A period of the run; an end that is null was not seen. */
export interface OpenStretch {
  readonly fromUs: number;
  readonly toUs: number | null;
}
