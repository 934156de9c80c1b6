import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addToBody, classifyResponse, startBody } from '../../../../harness/load/request/body.ts';
import { answerText, except, serve } from '../../../support/load/server.ts';
import { expectBalance, failedIn, lane, underLoad, until } from '../../../support/load/under-load.ts';

const expectedBody = 'as ever\n';

/** The result for a response with status 200 whose body arrives in these pieces. */
function classifyPieces(pieces: readonly Uint8Array[], body: Buffer | null, part: Buffer | null = null) {
  const expected = { status: 200, body, part };
  const seen = { ...startBody(), status: 200 };
  for (const piece of pieces) addToBody(seen, piece, expected);
  return { outcome: classifyResponse(seen, expected), bytes: seen.bytes };
}

describe('a body', () => {
  it('is as expected exactly if its pieces together are, however it was split', () => {
    const pieces = fc.array(fc.uint8Array({ max: 2, maxLength: 3 }), { maxLength: 4 });
    fc.assert(
      fc.property(pieces, fc.option(fc.uint8Array({ max: 2, maxLength: 6 })), (cut, other) => {
        const whole = Buffer.concat(cut);
        const expected = Buffer.from(other ?? whole);
        const outcome = whole.equals(expected) ? 'ok' : 'wrong-body';
        expect(classifyPieces(cut, expected)).toEqual({ outcome, bytes: whole.length });
      }),
    );
  });

  it('is searched for its expected part across pieces, and keeps only what may begin it', () => {
    const pieces = fc.array(fc.uint8Array({ max: 2, maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(pieces, fc.uint8Array({ max: 2, minLength: 1, maxLength: 4 }), (cut, sought) => {
        const part = Buffer.from(sought);
        const outcome = Buffer.concat(cut).includes(part) ? 'ok' : 'wrong-body';
        expect(classifyPieces(cut, null, part).outcome).toBe(outcome);
        const seen = startBody();
        for (const piece of cut) addToBody(seen, piece, { status: 200, body: null, part });
        expect(seen.tail?.length ?? 0).toBeLessThan(part.length);
      }),
    );
  });

  it('may be anything if none is expected', () => {
    expect(classifyPieces([Buffer.from('any')], null)).toEqual({ outcome: 'ok', bytes: 3 });
  });
});

describe.each(['reused', 'fresh', 'closed'] as const)('the lane %s', (kind) => {
  it.each(['as EVER\n', 'as ever\n\n', 'as ever', ''])('counts the body %j as wrong', async (body) => {
    await using server = await serve((socket, request) => {
      const good = answerText('', expectedBody);
      const behave = except(
        20,
        30,
        () => void socket.write(answerText('', body)),
        // In two pieces, which have to be joined.
        () => {
          socket.write(good.slice(0, -3));
          setImmediate(() => socket.write(good.slice(-3)));
        },
      );
      behave(socket, request);
    });
    const finished = await underLoad(
      [{ ...lane(kind, server.url), expectedBody }],
      until(() => server.seen.requests >= 60),
    );
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({ 'wrong-body': 10 });
    expect(new Set(finished.columns().bytes)).toContain(expectedBody.length);
  });
});
