import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { LanePlan } from '../../../harness/load/index.ts';
import { answer, closedPort, except, misbehaviours, serve, testTls } from '../../support/load/server.ts';
import {
  countEach,
  expectBalance,
  failedIn,
  lane,
  underLoad,
  until,
  untilTenFailed,
} from '../../support/load/under-load.ts';

const tls = await testTls();
const others = await testTls();

const secure = (kind: 'reused' | 'fresh', url: URL, ca = tls.ca): LanePlan => ({
  ...lane(kind, new URL(url.href.replace('http:', 'https:')), 200, 12),
  ca,
  // A busy machine makes no more of them: each would need another handshake.
  limit: 12,
});

describe.each(['reused', 'fresh'] as const)('a request over TLS (%s)', (kind) => {
  it.each(Object.entries(misbehaviours))('%s is counted as that, once', async (_, { behave, outcome }) => {
    await using server = await serve(except(20, 30, behave), undefined, tls);
    const finished = await untilTenFailed(secure(kind, server.url), server, outcome);
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({ [outcome]: 10 });
    expect(finished.ends[0]?.scheduled).toBe(server.seen.requests);
  });

  it('that is refused is counted as refused', async () => {
    const finished = await underLoad([secure(kind, await closedPort())], (load) =>
      until(() => (load.live()[0]?.failed ?? 0) > 50)(),
    );
    expectBalance(finished);
    expect(Object.keys(failedIn(finished))).toEqual(['refused']);
  });

  it.each([
    ['closed', 'closed'],
    ['reset', 'reset-before-sent'],
  ])('whose connection is %s before the end of the handshake is %s', async (how, outcome) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => (how === 'reset' ? socket.resetAndDestroy() : socket.end()));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const finished = await underLoad([secure(kind, url)], (load) =>
      until(() => (load.live()[0]?.failed ?? 0) > 20)(),
    );
    server.close();
    expectBalance(finished);
    expect(Object.keys(failedIn(finished))).toEqual([outcome]);
  });

  it("is a protocol error if the certificate is another authority's", async () => {
    await using server = await serve(answer, undefined, tls);
    const finished = await underLoad([secure(kind, server.url, others.ca)], (load) =>
      until(() => (load.live()[0]?.failed ?? 0) > 10)(),
    );
    expectBalance(finished);
    expect(Object.keys(finished.ends[0]?.outcomes ?? {})).not.toContain('ok');
    expect(Object.keys(failedIn(finished))).toEqual(['protocol-error']);
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
  expect(Object.keys(countEach(Array.from(finished.columns().connection, String)))).toHaveLength(12);
  expect(server.seen.connections).toBe(12);
});
