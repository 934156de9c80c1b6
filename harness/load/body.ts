import type { SampleOutcome } from '../journal/samples.ts';

/** What is known of an answer's body so far; of the body itself nothing is kept. */
export interface BodySeen {
  status: number;
  bytes: number;
  /** No piece so far differs from what is expected there. */
  asExpected: boolean;
}

/** Takes the next piece of a body. @param expected the whole body; null where any will do */
export function takeBody(seen: BodySeen, piece: Uint8Array, expected: Buffer | null): void {
  const end = seen.bytes + piece.length;
  if (expected && !expected.subarray(seen.bytes, end).equals(piece)) seen.asExpected = false;
  seen.bytes = end;
}

/** The outcome of an answer whose body has come to its end. */
export function outcomeOfAnswer(seen: BodySeen, expected: Buffer | null): SampleOutcome {
  if (seen.status !== 200) return 'wrong-status';
  if (expected && !(seen.asExpected && seen.bytes === expected.length)) return 'wrong-body';
  return 'ok';
}
