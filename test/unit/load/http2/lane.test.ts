import { describe, expect, it } from 'vitest';
import type { LanePlan } from '../../../../harness/load/index.ts';
import {
  goawayOfNone,
  type H2Behaviour,
  h2Answer,
  h2Except,
  h2Half,
  serveH2,
  whenQuiet,
} from '../../../support/load/h2-server.ts';
import { closedPort, serve, testTls } from '../../../support/load/server.ts';
import {
  countEach,
  expectBalance,
  failedIn,
  lane,
  listOutcomes,
  underLoad,
  until,
  untilTenFailed,
  waitsIn,
} from '../../../support/load/under-load.ts';

const tls = await testTls();

const h2 = (kind: 'reused' | 'fresh', url: URL, connections = 5): LanePlan => ({
  ...lane(kind, url, 200, connections),
  lane: 'h2',
  protocol: 'h2',
  ...(url.protocol === 'https:' && { ca: tls.ca }),
  expectedBody: 'ok',
});

/** Ends of one request that do not affect others on its connection. */
const ofOneStream: Record<string, { behave: H2Behaviour; outcome: string }> = {
  'that is refused by RST_STREAM': { behave: (stream) => stream.close(7), outcome: 'reset-after-sent' },
  'that is reset in the middle of its answer': {
    behave(stream, request) {
      h2Half(stream, request);
      setTimeout(() => stream.destroy(new Error('in the middle')), 20);
    },
    outcome: 'reset-after-sent',
  },
  'that is reset for a broken rule': { behave: (stream) => stream.close(1), outcome: 'protocol-error' },
  'that is answered with an error': {
    behave(stream) {
      stream.respond({ ':status': 503 });
      stream.end();
    },
    outcome: 'wrong-status',
  },
  'that is answered with something else': {
    behave(stream) {
      stream.respond({ ':status': 200 });
      stream.end('ko');
    },
    outcome: 'wrong-body',
  },
  'that is never answered': { behave: () => {}, outcome: 'timed-out' },
};

describe.each(['http', 'https'] as const)('a request of HTTP/2 over %s', (scheme) => {
  const serveAs = (behave: H2Behaviour) => serveH2(behave, scheme === 'https' ? { tls } : {});

  it.each(Object.entries(ofOneStream))('%s is counted as that, once', async (_, { behave, outcome }) => {
    await using server = await serveAs(h2Except(20, 30, behave));
    const finished = await untilTenFailed(h2('reused', server.url), server, outcome);
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({ [outcome]: 10 });
    expect(finished.ends[0]?.scheduled).toBe(server.seen.requests);
  });

  // One request in flight on each connection, and no others: as many fail as the server mistreated.
  const ofOneConnection: Record<string, { behave: H2Behaviour; outcome: string }> = {
    'whose connection is reset': {
      behave: (_stream, { session, socket }) => whenQuiet(session, () => void socket.resetAndDestroy()),
      outcome: 'reset-after-sent',
    },
    'whose connection is reset in the middle of its answer': {
      behave(stream, request) {
        h2Half(stream, request);
        whenQuiet(request.session, () => void request.socket.resetAndDestroy());
      },
      outcome: 'reset-after-sent',
    },
    'whose connection is closed without an answer': {
      behave: (_stream, { session, socket }) => whenQuiet(session, () => socket.destroySoon()),
      outcome: 'closed',
    },
    'whose connection is closed in the middle of its answer': {
      behave(stream, request) {
        h2Half(stream, request);
        whenQuiet(request.session, () => request.socket.destroySoon());
      },
      outcome: 'closed',
    },
    'whose server ends the connection for a broken rule': {
      behave: (_stream, { session }) => session.goaway(1),
      outcome: 'protocol-error',
    },
    'whose server ends the connection because it has enough': {
      behave: (_stream, { session }) => session.goaway(11),
      outcome: 'closed',
    },
  };
  it.each(Object.entries(ofOneConnection))('%s is counted as that, once', async (_, { behave, outcome }) => {
    await using server = await serveAs(h2Except(20, 30, behave));
    const finished = await underLoad(
      [h2('fresh', server.url)],
      until(() => server.seen.requests >= 100),
    );
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({ [outcome]: 10 });
    expect(finished.ends[0]?.scheduled).toBe(server.seen.requests);
  });
});

describe('a lane of HTTP/2', () => {
  it.each(['reused', 'fresh'] as const)('counts refused requests as refused (%s)', async (kind) => {
    const finished = await underLoad([h2(kind, await closedPort())], (load) =>
      until(() => (load.live()[0]?.failed ?? 0) > 50)(),
    );
    expectBalance(finished);
    expect(Object.keys(failedIn(finished))).toEqual(['refused']);
  });

  it('uses its connections in turn, many requests on each', async () => {
    const held: (() => void)[] = [];
    await using server = await serveH2((stream, request) => {
      held.push(() => h2Answer(stream, request));
      if (held.length >= 40) for (const release of held.splice(0)) release();
    });
    const finished = await underLoad(
      [{ ...h2('reused', server.url, 4), limit: 4 }],
      until(() => server.seen.requests >= 200),
      { timeoutMs: 10_000, graceMs: 0 },
    );
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({});
    expect(server.seen.connections).toBe(4);
    const used = Object.values(countEach(Array.from(finished.columns().connection, String)));
    expect(used).toHaveLength(4);
    expect(Math.max(...used) - Math.min(...used)).toBeLessThan(10);
  });

  it('opens a new connection for each request if configured', async () => {
    await using server = await serveH2(h2Answer, { tls });
    const finished = await underLoad(
      [h2('fresh', server.url)],
      until(() => server.seen.requests >= 50),
    );
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({});
    expect(new Set(finished.columns().connection).size).toBe(finished.columns().length);
  });

  it('loses nothing to a server that announces its end', async () => {
    await using server = await serveH2((stream, request) => {
      h2Answer(stream, request);
      if (request.number % 40 === 0) request.socket.write(goawayOfNone);
    });
    const finished = await underLoad(
      [h2('reused', server.url)],
      until(() => server.seen.requests >= 300),
    );
    expectBalance(finished);
    expect(Object.keys(finished.ends[0]?.outcomes ?? {})).toEqual(['ok']);
    expect(server.seen.connections).toBeGreaterThan(5);
  });

  it("counts requests beyond a GOAWAY's last id as closed, and loses no other", async () => {
    let answered = 0;
    let goaways = 0;
    let held: (() => void) | null = null;
    const gone = new Set<unknown>();
    await using server = await serveH2((stream, request) => {
      const reply = () => {
        answered += 1;
        h2Answer(stream, request);
      };
      // In flight when its connection got the GOAWAY.
      if (gone.has(request.session)) return;
      if (held !== null) {
        // Too late for this one: the held one is the last that is answered.
        request.session.goaway(0, Number(stream.id) - 2);
        gone.add(request.session);
        goaways += 1;
        held();
        held = null;
      } else if (request.number % 20 === 19 && request.number < 200) held = reply;
      else reply();
    });
    const finished = await underLoad(
      [h2('reused', server.url, 1)],
      until(() => server.seen.requests >= 210),
    );
    expectBalance(finished);
    const { ok, closed, ...others } = finished.ends[0]?.outcomes ?? {};
    expect(others).toEqual({});
    expect(ok).toBe(answered);
    expect(closed).toBeGreaterThanOrEqual(goaways);
  });

  it('never retries silently: one in ten is refused, and all are counted', async () => {
    let refused = 0;
    await using server = await serveH2((stream, request) => {
      if (request.number % 10) return h2Answer(stream, request);
      refused += 1;
      stream.close(7);
    });
    const finished = await underLoad(
      [h2('reused', server.url)],
      until(() => server.seen.requests >= 200),
    );
    expectBalance(finished);
    expect(finished.ends[0]?.outcomes).toEqual({
      ok: server.seen.requests - refused,
      'reset-after-sent': refused,
    });
  });

  it('opens another connection if its server accepts no more at a time, and closes it when it is not needed', async () => {
    let at = 0;
    let slow = true;
    await using server = await serveH2(
      (stream, request) => {
        at += 1;
        const reply = () => {
          at -= 1;
          h2Answer(stream, request);
        };
        // Until that many are in flight: without more connections they never would be.
        if (slow && at >= 12) slow = false;
        if (slow) setTimeout(reply, 2_000);
        else reply();
      },
      { maxConcurrentStreams: 2 },
    );
    const finished = await underLoad([{ ...h2('reused', server.url, 2), ratePerS: 20 }], async () => {
      await until(() => server.seen.connections >= 6)();
      await until(() => server.sessions.size === 2)();
    });
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({});
    expect(waitsIn(finished)).toEqual([]);
  });

  it('waits if it may open no more connections, and records how long', async () => {
    let at = 0;
    let most = 0;
    await using server = await serveH2(
      (stream, request) => {
        at += 1;
        most = Math.max(most, at);
        setTimeout(() => {
          at -= 1;
          h2Answer(stream, request);
        }, 20);
      },
      { maxConcurrentStreams: 1 },
    );
    const finished = await underLoad(
      [{ ...h2('reused', server.url, 2), limit: 2 }],
      until(() => server.seen.requests >= 60),
      { timeoutMs: 60_000, graceMs: 0 },
    );
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({});
    expect(most).toBe(2);
    expect(server.seen.connections).toBe(2);
    expect(waitsIn(finished)).not.toEqual([]);
  });

  it('leaves a connection on which nothing arrived for the whole timeout', async () => {
    let silent = true;
    await using server = await serveH2((stream, request) => {
      if (!silent) h2Answer(stream, request);
    });
    const finished = await underLoad(
      [h2('reused', server.url, 1)],
      async (load) => {
        await until(() => (load.live()[0]?.failed ?? 0) > 0)();
        silent = false;
        await until(() => server.seen.connections >= 2 && server.seen.requests >= 150)();
      },
      { timeoutMs: 1500 },
    );
    expectBalance(finished);
    expect(Object.keys(failedIn(finished))).toEqual(['timed-out']);
  });

  it('names the pod and node that a broken connection last reached', async () => {
    await using server = await serveH2(h2Except(30, 31, (_stream, { socket }) => void socket.destroySoon()));
    const finished = await underLoad(
      [h2('reused', server.url, 1)],
      until(() => server.seen.requests >= 60),
    );
    expectBalance(finished);
    const { pod, node, connection, answered } = finished.columns();
    const lost = listOutcomes(finished.columns()).indexOf('closed');
    expect([pod[lost], node[lost], connection[lost], answered[lost]]).toEqual([1, 2, 1, 1]);
  });

  it('reports a peer that does not speak HTTP/2', async () => {
    await using server = await serve((socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    const finished = await underLoad([h2('reused', server.url)], (load) =>
      until(() => (load.live()[0]?.failed ?? 0) > 10)(),
    );
    expectBalance(finished);
    expect(Object.keys(failedIn(finished))).toEqual(['protocol-error']);
  });

  it('sends method, path, headers and body', async () => {
    let seen: unknown;
    await using server = await serveH2((stream, request) => {
      const { ':method': method, ':path': path, accept } = request.headers;
      stream.once('data', (piece: Buffer) => {
        seen = { method, path, accept, body: String(piece) };
        h2Answer(stream, request);
      });
    });
    const plan = {
      ...h2('reused', new URL('/orders?a=1', server.url)),
      request: { method: 'POST', headers: { Accept: 'text/plain' }, body: 'tea' },
    };
    const finished = await underLoad(
      [plan],
      until(() => server.seen.requests >= 20),
    );
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({});
    expect(seen).toEqual({ method: 'POST', path: '/orders?a=1', accept: 'text/plain', body: 'tea' });
  });
});
