import type { Score } from './score.ts';

/** The benchmark's result at one rate, in one run or in several pieces. */
export interface Result {
  readonly ratePerS: number;
  /** The commit that it ran from. */
  readonly commit: string;
  readonly machine: string;
  readonly pieces: readonly Piece[];
  readonly tools: readonly string[];
  readonly missing: readonly { readonly tool: string; readonly why: string }[];
  readonly scores: readonly Score[];
  /** Without any failure, at `calmRatePerS`: one score of each tool per round. */
  readonly calm: readonly (readonly Score[])[];
}

/** One run of the program. */
export interface Piece {
  /** ISO date and time of its end, UTC. */
  readonly at: string;
  /** Other remarks; may be empty. */
  readonly note: string;
  /** One-minute load averages, before and after. */
  readonly load: readonly [number, number];
}

/** The rate at which pacing and CPU time are compared. */
export const calmRatePerS = 2000;

/**
 * Joins a later run's result to an earlier one's, whose faults it replaces. Returns the later one alone if
 * code or tools differ.
 */
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
