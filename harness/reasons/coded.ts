/** A code and its values, where which codes there are is not known. */
export interface Coded {
  readonly code: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Puts reasons into words that are values of another one. */
export type Say = (reasons: readonly Coded[]) => string;

/** A stretch of the run; an end that is null was not seen. */
export interface OpenStretch {
  readonly fromUs: number;
  readonly toUs: number | null;
}
