import { describe, expect, it } from 'vitest';
import type { FirstAnswer, LanePlan } from '../../../../harness/load/index.ts';
import { describeFailure, describeFailures } from '../../../../harness/rehearsal/phases/first-failure.ts';

const plan: LanePlan = {
  ...{ target: 'web', lane: 'fresh', kind: 'fresh', protocol: 'http1', ratePerS: 100 },
  url: new URL('http://127.0.0.1:1000/items?page=1'),
};

const answerWith = (change: Partial<FirstAnswer>): FirstAnswer => ({
  ...{ outcome: 'wrong-status', status: 404, head: Buffer.from('not found\n'), error: null },
  ...{ tries: 1, tookMs: 3 },
  ...change,
});
const options = { secrets: [], timeoutMs: 2_000 };

const failureText = (
  answer: Partial<FirstAnswer>,
  change: Partial<LanePlan> = {},
  secrets: readonly string[] = [],
) => describeFailure({ ...plan, ...change }, answerWith(answer), { ...options, secrets });

describe('a first request that failed', () => {
  it('shows the request, the response, and its beginning', () => {
    expect(failureText({})).toBe(
      String.raw`GET /items?page=1 of web answered 404, expected 200; the body begins with "not found\n"`,
    );
    const request = { method: 'POST', headers: {}, body: '{}' };
    expect(failureText({ status: 503, head: Buffer.alloc(0) }, { request, expectedStatus: 201 })).toBe(
      'POST /items?page=1 of web answered 503, expected 201; the body is empty',
    );
    expect(
      failureText({ outcome: 'wrong-body', status: 200, head: Buffer.from('ko') }, { expectedBody: 'ok\n' }),
    ).toBe(
      String.raw`GET /items?page=1 of web answered 200 with an unexpected body (expected "ok\n"); the body begins with "ko"`,
    );
    expect(failureText({ outcome: 'wrong-body', status: 200 }, { expectedPart: 'yes' })).toContain(
      'an unexpected body (expected a body that contains "yes")',
    );
  });

  it('says why there was no answer', () => {
    expect(failureText({ outcome: 'refused', status: 0 })).toBe(
      'GET /items?page=1 of web got no response: the connection was refused',
    );
    expect(failureText({ outcome: 'closed', status: 0 })).toContain(
      'the connection was closed without a response',
    );
    expect(failureText({ outcome: 'timed-out', status: 0 })).toBe(
      'GET /items?page=1 of web got no response within 2 s',
    );
    expect(failureText({ outcome: 'protocol-error', error: 'Protocol error' }, { protocol: 'h2' })).toBe(
      'GET /items?page=1 of web got a response that is not HTTP/2: "Protocol error"',
    );
  });

  it('names lanes together that failed alike, and how often each was tried', () => {
    const failed = (lane: string, tries: number, tookMs: number) => ({
      plan: { ...plan, lane },
      answer: answerWith({ outcome: 'refused', status: 0, tries, tookMs }),
    });
    const refused = 'GET /items?page=1 of web got no response: the connection was refused';
    const of = (...lanes: ReturnType<typeof failed>[]) => describeFailures(lanes, options);
    expect(of(failed('fresh', 1, 3))).toBe(`${refused} (lane fresh)`);
    const [reused, fresh] = [failed('reused', 57, 13_912), failed('fresh', 57, 14_012)];
    expect(of(reused, fresh)).toBe(`${refused} (57 tries in 14 s) (lanes reused, fresh)`);
    expect(of(reused, failed('fresh', 43, 13_000))).toBe(
      `${refused} (43 to 57 tries in 14 s) (lanes reused, fresh)`,
    );
    const other = { plan, answer: answerWith({ tries: 9, tookMs: 2_000 }) };
    expect(of(reused, other)).toBe(
      `${refused} (57 tries in 14 s) (lane reused); ${failureText({})} (lane fresh)`,
    );
  });

  it('is one line without terminal escapes, limited in length', () => {
    const text = failureText({ head: Buffer.from(`\u001b[2J\u202e\u0085${'ä'.repeat(500)}`) });
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(text).toContain(String.raw`\u001b[2J\u202e\u0085`);
    expect(text.length).toBeLessThan(1_000);
  });

  it('shows no secret that the response quotes, even in part', () => {
    const secrets = ['Bearer s3cr3tvalue', 'Bearer', 's3cr3tvalue'];
    const echo = `${'x'.repeat(98)}Authorization: Bearer s3cr3tvalue`;
    for (const head of [echo, 'no access for s3cr3tvalue', '{"token":"another-one"}']) {
      const text = failureText({ head: Buffer.from(head) }, {}, secrets);
      expect(text).toContain('[red');
      expect(text).not.toContain('s3cr3t');
      expect(text).not.toContain('another-one');
    }
  });
});
