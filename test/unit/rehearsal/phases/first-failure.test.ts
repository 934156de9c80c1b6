import { describe, expect, it } from 'vitest';
import type { FirstAnswer, LanePlan } from '../../../../harness/load/index.ts';
import { describeFailure } from '../../../../harness/rehearsal/phases/first-failure.ts';

const plan: LanePlan = {
  ...{ target: 'web', lane: 'fresh', kind: 'fresh', protocol: 'http1', ratePerS: 100 },
  url: new URL('http://127.0.0.1:1000/items?page=1'),
};

const told = (
  answer: Partial<FirstAnswer>,
  change: Partial<LanePlan> = {},
  secrets: readonly string[] = [],
) =>
  describeFailure(
    { ...plan, ...change },
    {
      ...{ outcome: 'wrong-status', status: 404, head: Buffer.from('not found\n'), error: null },
      ...{ tries: 1, tookMs: 3 },
      ...answer,
    },
    { secrets, timeoutMs: 2_000 },
  );

describe('a first request that failed', () => {
  it('says what was asked, what was answered, and how that begins', () => {
    expect(told({})).toBe(
      String.raw`GET /items?page=1 of web answered 404, expected 200; the body begins with "not found\n"`,
    );
    const request = { method: 'POST', headers: {}, body: '{}' };
    expect(told({ status: 503, head: Buffer.alloc(0) }, { request, expectedStatus: 201 })).toBe(
      'POST /items?page=1 of web answered 503, expected 201; the body is empty',
    );
    expect(
      told({ outcome: 'wrong-body', status: 200, head: Buffer.from('ko') }, { expectedBody: 'ok\n' }),
    ).toBe(
      String.raw`GET /items?page=1 of web answered 200 with an unexpected body (expected "ok\n"); the body begins with "ko"`,
    );
    expect(told({ outcome: 'wrong-body', status: 200 }, { expectedPart: 'yes' })).toContain(
      'an unexpected body (expected a body that contains "yes")',
    );
  });

  it('says why there was no answer, and how often it was tried', () => {
    expect(told({ outcome: 'refused', status: 0, tries: 57, tookMs: 14_012 })).toBe(
      'GET /items?page=1 of web got no response: the connection was refused (57 tries in 14 s)',
    );
    expect(told({ outcome: 'closed', status: 0 })).toContain('the connection was closed without a response');
    expect(told({ outcome: 'timed-out', status: 0 })).toBe(
      'GET /items?page=1 of web got no response within 2 s',
    );
    expect(told({ outcome: 'protocol-error', error: 'Protocol error' }, { protocol: 'h2' })).toBe(
      'GET /items?page=1 of web got a response that is not HTTP/2: "Protocol error"',
    );
  });

  it('is one line that no terminal obeys, and bounded', () => {
    const text = told({ head: Buffer.from(`\u001b[2J\u202e\u0085${'ä'.repeat(500)}`) });
    expect(text).toMatch(/^[\x20-\x7e]+$/);
    expect(text).toContain(String.raw`\u001b[2J\u202e\u0085`);
    expect(text.length).toBeLessThan(1_000);
  });

  it('shows no secret that the answer quotes, be it cut or not', () => {
    const secrets = ['Bearer s3cr3tvalue', 'Bearer', 's3cr3tvalue'];
    const echo = `${'x'.repeat(98)}Authorization: Bearer s3cr3tvalue`;
    for (const head of [echo, 'no access for s3cr3tvalue', '{"token":"another-one"}']) {
      const text = told({ head: Buffer.from(head) }, {}, secrets);
      expect(text).toContain('[red');
      expect(text).not.toContain('s3cr3t');
      expect(text).not.toContain('another-one');
    }
  });
});
