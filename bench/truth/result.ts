import type { Score } from './score.ts';

/** What the benchmark found at one rate, in one run or in several pieces. */
export interface Result {
  readonly ratePerS: number;
  /** The code that it ran from. */
  readonly commit: string;
  readonly machine: string;
  readonly pieces: readonly Piece[];
  readonly tools: readonly string[];
  readonly missing: readonly { readonly tool: string; readonly why: string }[];
  readonly scores: readonly Score[];
  /** Without any failure, at `calmRatePerS`: one score of each tool a round. */
  readonly calm: readonly (readonly Score[])[];
}

/** One run of the program. */
export interface Piece {
  /** ISO date and time of its end, UTC. */
  readonly at: string;
  /** What else is to be known of it; may be empty. */
  readonly note: string;
  /** Load averages of a minute, before and after. */
  readonly load: readonly [number, number];
}

/** The rate at which pacing and CPU time are compared. */
export const calmRatePerS = 2000;

/** A later run's result joined to an earlier one's, whose faults it replaces; alone where code or tools are not the same. */
export function joined(earlier: Result, later: Result): Result {
  const isSame = earlier.commit === later.commit && earlier.tools.join() === later.tools.join();
  if (!isSame) return later;
  const again = new Set(later.scores.map(({ fault }) => fault));
  return {
    ...later,
    pieces: [...earlier.pieces, ...later.pieces],
    scores: [...earlier.scores.filter(({ fault }) => !again.has(fault)), ...later.scores],
    calm: [...earlier.calm, ...later.calm],
  };
}
