import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { LanePlan } from '../../../harness/load/index.ts';
import { countOf, expectBalance, type Finished, lane, underLoad, until } from './rig.ts';
import { answer, type Behaviour, closedPort, except, serve, testTls } from './server.ts';

const tls = await testTls();
const others = await testTls();

const secure = (kind: 'reused' | 'fresh', url: URL, ca = tls.ca): LanePlan => ({
  ...lane(kind, new URL(url.href.replace('http:', 'https:')), 200, 12),
  ca,
});

const failed = ({ ends }: Finished) => {
  const { ok: _ok, cancelled: _cancelled, ...rest } = ends[0]?.outcomes ?? {};
  return rest;
};

describe.each(['reused', 'fresh'] as const)('a request over TLS (%s)', (kind) => {
  const cases: Record<string, { behave: Behaviour; outcome: string }> = {
    'that is reset after it was sent': {
      behave: (socket) => void socket.resetAndDestroy(),
      outcome: 'reset-after-sent',
    },
    'that is closed without an answer': { behave: (socket) => void socket.end(), outcome: 'closed' },
    'that is answered with an error': {
      behave: (socket) => void socket.write('HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n'),
      outcome: 'wrong-status',
    },
    'that is never answered': { behave: () => {}, outcome: 'timed-out' },
  };
  it.each(Object.entries(cases))('%s is counted as that, once', async (_, { behave, outcome }) => {
    await using server = await serve(except(20, 30, behave), undefined, tls);
    const finished = await underLoad(
      [secure(kind, server.url)],
      until(() => server.seen.requests >= 100),
      { timeoutMs: outcome === 'timed-out' ? 1500 : 10_000 },
    );
    expectBalance(finished);
    expect(failed(finished)).toEqual({ [outcome]: 10 });
    expect(finished.ends[0]?.scheduled).toBe(server.seen.requests);
  });

  it('that is refused is counted as that', async () => {
    const finished = await underLoad([secure(kind, await closedPort())], (rig) =>
      until(() => (rig.live()[0]?.failed ?? 0) > 50)(),
    );
    expectBalance(finished);
    expect(Object.keys(failed(finished))).toEqual(['refused']);
  });

  it.each([
    ['closed', 'closed'],
    ['reset', 'reset-before-sent'],
  ])('whose connection is %s before the keys are agreed on is %s', async (how, outcome) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => (how === 'reset' ? socket.resetAndDestroy() : socket.end()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const finished = await underLoad([secure(kind, url)], (rig) =>
      until(() => (rig.live()[0]?.failed ?? 0) > 20)(),
    );
    server.close();
    expectBalance(finished);
    expect(Object.keys(failed(finished))).toEqual([outcome]);
  });

  it("is a protocol error where the certificate is another authority's", async () => {
    await using server = await serve(answer, undefined, tls);
    const finished = await underLoad([secure(kind, server.url, others.ca)], (rig) =>
      until(() => (rig.live()[0]?.failed ?? 0) > 10)(),
    );
    expectBalance(finished);
    expect(Object.keys(finished.ends[0]?.outcomes ?? {})).not.toContain('ok');
    expect(Object.keys(failed(finished))).toEqual(['protocol-error']);
    expect(server.seen.requests).toBe(0);
  });
});

it('keeps its connections over TLS as without', async () => {
  await using server = await serve(answer, undefined, tls);
  const finished = await underLoad(
    [secure('reused', server.url)],
    until(() => server.seen.requests >= 200),
  );
  expectBalance(finished);
  expect(Object.keys(countOf(Array.from(finished.columns().connection, String)))).toHaveLength(12);
  expect(server.seen.connections).toBe(12);
});
