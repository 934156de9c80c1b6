/** The sample files' format; a reader refuses a greater one. Version 1 lacks `answered`. */
export const samplesVersion = 2;

/**
 * The outcome of a scheduled request: exactly one of these. The sample files contain the numbers.
 * - `reset-before-sent`: connection reset before the request was written; `reset-after-sent`: after.
 * - `closed`: the server ended the connection (a FIN) without a response.
 * - `unsent`: only if explained by the load generator's own measured lag, or its machine's lack of sockets,
 * ports or memory (journaled as a `note`).
 * - `cancelled`: still in flight when the run ended.
 */
export const outcomes = {
  ok: 0,
  'wrong-status': 1,
  'wrong-body': 2,
  refused: 3,
  unreachable: 4,
  'reset-before-sent': 5,
  'reset-after-sent': 6,
  closed: 7,
  'protocol-error': 8,
  'timed-out': 9,
  unsent: 10,
  cancelled: 11,
} as const;
export type SampleOutcome = keyof typeof outcomes;

/** Outcome names by number. */
export const outcomeNames = Object.keys(outcomes) as readonly SampleOutcome[];

/** One request. Times are microseconds since the run's start; NaN if the request did not get that far. */
export interface Sample {
  /** Counts the scheduled requests of a lane, from 0. */
  readonly seq: number;
  readonly intendedUs: number;
  readonly sentUs: number;
  readonly firstByteUs: number;
  readonly endUs: number;
  /** HTTP status; 0 without a response. */
  readonly status: number;
  readonly outcome: number;
  /** Number of the connection within the lane, from 1; 0 if there was none. */
  readonly connection: number;
  /**
   * 1 if a response had begun on its connection by its end, to this request or an earlier one: it had reached a pod.
   */
  readonly answered: number;
  /**
   * See the journal's `name` records; 0 means unknown. A failed request has the pod that its connection last reached.
   */
  readonly pod: number;
  readonly node: number;
  readonly bytes: number;
}

/** The same as columns, `length` rows of each. */
export interface SampleColumns {
  readonly length: number;
  readonly seq: Uint32Array;
  readonly intendedUs: Float64Array;
  readonly sentUs: Float64Array;
  readonly firstByteUs: Float64Array;
  readonly endUs: Float64Array;
  readonly status: Uint16Array;
  readonly outcome: Uint8Array;
  readonly connection: Uint32Array;
  readonly answered: Uint8Array;
  readonly pod: Uint16Array;
  readonly node: Uint16Array;
  readonly bytes: Uint32Array;
}

/** A lane's samples as they were written, batch by batch: they need not be in memory all at once. */
export interface SampleBatches {
  /** Rows of all batches. */
  readonly length: number;
  /** The number of rows before each batch. */
  readonly starts: readonly number[];
  /** One batch's rows. Valid only until other batches are read: a caller has to copy what it keeps. */
  read(batch: number): SampleColumns;
}

/** Samples in memory as one batch. */
export function oneBatch(columns: SampleColumns): SampleBatches {
  return { length: columns.length, starts: [0], read: () => columns };
}
