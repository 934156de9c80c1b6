import type { SampleOutcome } from '../../journal/samples.ts';

/** The definition of a correct response. */
export interface ExpectedResponse {
  readonly status: number;
  /** The whole body; null if any body is correct. */
  readonly body: Buffer | null;
  /** Text that the body contains; null if none is required. */
  readonly part: Buffer | null;
}

/**
 * State of a body that is being received. It only keeps as many bytes as the expected part is long, and its
 * beginning if that is wanted.
 */
export interface BodySeen {
  status: number;
  bytes: number;
  /** No piece so far differs from what is expected there. */
  asExpected: boolean;
  /** The expected part was found. */
  partSeen: boolean;
  /** The end of the pieces so far, in which the expected part may begin; null if nothing is searched for. */
  tail: Buffer | null;
  /** Its beginning; null if it is not kept. */
  head: Buffer | null;
}

export const startBody = (): BodySeen => ({
  status: 0,
  bytes: 0,
  asExpected: true,
  partSeen: false,
  tail: null,
  head: null,
});

export function createExpectation(lane: {
  readonly expectedStatus: number;
  readonly expectedBody: string | null;
  readonly expectedPart: string | null;
}): ExpectedResponse {
  const encodeText = (text: string | null) => (text === null ? null : Buffer.from(text));
  return {
    status: lane.expectedStatus,
    body: encodeText(lane.expectedBody),
    part: encodeText(lane.expectedPart),
  };
}

/** Maximum length of a beginning that is kept. */
const headBytes = 4096;

/** Takes the next piece of a body. */
export function addToBody(seen: BodySeen, piece: Uint8Array, { body, part }: ExpectedResponse): void {
  const end = seen.bytes + piece.length;
  if (body && !body.subarray(seen.bytes, end).equals(piece)) seen.asExpected = false;
  if (part && !seen.partSeen) searchPart(seen, piece, part);
  if (seen.head !== null && seen.head.length < headBytes)
    seen.head = Buffer.concat([seen.head, piece]).subarray(0, headBytes);
  seen.bytes = end;
}

/** The outcome of a response whose body is complete. */
export function classifyResponse(seen: BodySeen, { status, body, part }: ExpectedResponse): SampleOutcome {
  if (seen.status !== status) return 'wrong-status';
  if (body && !(seen.asExpected && seen.bytes === body.length)) return 'wrong-body';
  if (part && !seen.partSeen) return 'wrong-body';
  return 'ok';
}

/** The part may begin in one piece and end in another. */
function searchPart(seen: BodySeen, piece: Uint8Array, part: Buffer): void {
  const text = seen.tail === null ? Buffer.from(piece) : Buffer.concat([seen.tail, piece]);
  seen.partSeen = text.includes(part);
  // A copy: a view would keep the whole piece.
  seen.tail = seen.partSeen ? null : Buffer.from(text.subarray(Math.max(0, text.length - part.length + 1)));
}
