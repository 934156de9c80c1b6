import { describe, expect, it } from 'vitest';
import {
  answer,
  answerText,
  type Behaviour,
  closedPort,
  except,
  misbehaviours,
  serve,
} from '../../support/load/server.ts';
import {
  countEach,
  expectBalance,
  failedIn,
  lane,
  listOutcomes,
  underLoad,
  until,
  untilTenFailed,
} from '../../support/load/under-load.ts';

describe.each(['reused', 'fresh', 'closed'] as const)('a request of the lane %s', (kind) => {
  it.each(Object.entries(misbehaviours))('%s is counted as that, once', async (_, { behave, outcome }) => {
    await using server = await serve(except(20, 30, behave));
    // More connections than there are requests to hold.
    const finished = await untilTenFailed(lane(kind, server.url, 200, 12), server, outcome);
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({ [outcome]: 10 });
  });

  it('that is refused is counted as refused', async () => {
    const url = await closedPort();
    const finished = await underLoad([lane(kind, url)], (load) =>
      until(() => (load.live()[0]?.failed ?? 0) > 50)(),
    );
    expectBalance(finished);
    expect(Object.keys(finished.ends[0]?.outcomes ?? {}).filter((name) => name !== 'cancelled')).toEqual([
      'refused',
    ]);
  });
});

it('the accounts of all lanes balance, whatever the server does', async () => {
  const moods: readonly Behaviour[] = [
    answer,
    answer,
    () => {},
    (socket) => void socket.end(),
    (socket) => void socket.resetAndDestroy(),
    (socket) => void socket.end(answerText('connection: close\r\n')),
    (socket) => void socket.end(answerText().slice(0, -1)),
    (socket) => void socket.write('HTTP/1.1 404 No\r\ncontent-length: 0\r\n\r\n'),
    (socket) => void socket.write('HTTP/1.1 nonsense\r\n\r\n'),
    (socket, request) => void setTimeout(() => answer(socket, request), (request.number * 7) % 300),
  ];
  await using server = await serve((socket, request) =>
    moods[(request.number * 2_654_435_761) % moods.length]?.(socket, request),
  );
  const lanes = (['reused', 'fresh', 'closed'] as const).map((kind) => lane(kind, server.url, 100));
  const finished = await underLoad(
    lanes,
    until(() => server.seen.requests >= 400),
    { timeoutMs: 1000 },
  );
  expect(finished.ends).toHaveLength(3);
  expectBalance(finished);
  for (const end of finished.ends) expect(Object.keys(end.outcomes).length).toBeGreaterThan(3);
});

describe('an open-loop lane', () => {
  it('reports a response that is not HTTP', async () => {
    await using server = await serve(except(10, 15, (socket) => void socket.write('what?\r\n\r\n')));
    const finished = await underLoad(
      [lane('reused', server.url)],
      until(() => server.seen.requests >= 60),
    );
    expectBalance(finished);
    expect(finished.ends[0]?.outcomes).toMatchObject({ 'protocol-error': 5 });
  });

  it.each(['', 'connection: close\r\n'])('counts an incomplete body as closed (%j)', async (header) => {
    const half = answerText(header, 'whole').slice(0, -2);
    await using server = await serve(except(10, 15, (socket) => void socket.end(half)));
    const finished = await underLoad(
      [lane('reused', server.url)],
      until(() => server.seen.requests >= 60),
    );
    expectBalance(finished);
    expect(finished.ends[0]?.outcomes).toMatchObject({ closed: 5 });
    expect(Array.from(finished.columns().firstByteUs).every((us) => us > 0)).toBe(true);
  });

  it('loses nothing to a server that sends Connection: close and then closes', async () => {
    await using server = await serve((socket, { number }) =>
      number % 3
        ? answer(socket, { number, connection: 0 })
        : void socket.end(answerText('connection: close\r\n')),
    );
    const finished = await underLoad(
      [lane('reused', server.url)],
      until(() => server.seen.requests >= 150),
    );
    expectBalance(finished);
    expect(Object.keys(finished.ends[0]?.outcomes ?? {})).toEqual(['ok']);
    expect(server.seen.connections).toBeGreaterThan(20);
  });

  it.each(['reused', 'fresh'] as const)(
    'never retries silently (%s): one in ten is lost, and all are counted',
    async (kind) => {
      let dropped = 0;
      await using server = await serve((socket, request) => {
        if (request.number % 10) return answer(socket, request);
        dropped += 1;
        socket.end();
      });
      const finished = await underLoad(
        [lane(kind, server.url)],
        until(() => server.seen.requests >= 200),
      );
      expectBalance(finished);
      expect(finished.ends[0]?.outcomes).toEqual({ ok: server.seen.requests - dropped, closed: dropped });
      expect(finished.ends[0]?.scheduled).toBe(server.seen.requests);
    },
  );

  it('shows a stall of one second in every request that was due in it', async () => {
    let stalledAt = Number.NaN;
    const held: (() => void)[] = [];
    await using server = await serve((socket, request) => {
      if (request.number === 50) {
        stalledAt = performance.now();
        setTimeout(() => {
          stalledAt = Number.NEGATIVE_INFINITY;
          for (const release of held) release();
        }, 1000);
      }
      if (Number.isFinite(stalledAt)) held.push(() => answer(socket, request));
      else answer(socket, request);
    });
    const finished = await underLoad(
      [lane('reused', server.url)],
      until(() => server.seen.requests >= 350),
      { timeoutMs: 3000 },
    );
    expectBalance(finished);
    expect(Object.keys(finished.ends[0]?.outcomes ?? {})).toEqual(['ok']);
    const { intendedUs, endUs } = finished.columns();
    const released = Math.max(...Array.from(endUs).slice(50, 60));
    const due = Array.from(intendedUs, (us, row) => [us, (endUs[row] as number) - us] as const).filter(
      ([us]) => us > released - 900_000 && us < released - 100_000,
    );
    expect(due.length).toBeGreaterThan(140);
    // Each was held until the release, however few connections were available.
    for (const [us, latency] of due) expect(latency).toBeGreaterThanOrEqual(released - us - 20_000);
  });

  it('uses all kept-alive connections in turn, and a new one for every fresh request', async () => {
    await using server = await serve(answer);
    const finished = await underLoad(
      [{ ...lane('reused', server.url), limit: 5 }, lane('fresh', server.url)],
      until(() => server.seen.requests >= 200),
    );
    expectBalance(finished);
    const reused = Object.values(countEach(Array.from(finished.columns('reused').connection, String)));
    expect(reused).toHaveLength(5);
    expect(Math.max(...reused) - Math.min(...reused)).toBeLessThan(10);
    expect(new Set(finished.columns('fresh').connection).size).toBe(finished.columns('fresh').length);
  });

  it('names the pod and node that answered, and those that a broken connection last reached', async () => {
    await using server = await serve(except(30, 31, (socket) => void socket.destroy()));
    const finished = await underLoad(
      [{ ...lane('reused', server.url), limit: 5 }],
      until(() => server.seen.requests >= 60),
    );
    const names = finished.entries.filter((one) => one.type === 'name');
    expect(names).toEqual([
      { type: 'name', of: 'pod', id: 1, name: 'web-1' },
      { type: 'name', of: 'node', id: 2, name: 'worker-1' },
    ]);
    const { pod, node } = finished.columns();
    const lost = listOutcomes(finished.columns()).findIndex((name) => name !== 'ok');
    expect([pod[lost], node[lost]]).toEqual([1, 2]);
  });

  it('records for a request with a broken connection whether the connection had carried a response before', async () => {
    const nameless: Behaviour = (socket) =>
      void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    const asked = new Map<number, number>();
    await using server = await serve((socket, request) => {
      const nth = (asked.get(request.connection) ?? 0) + 1;
      asked.set(request.connection, nth);
      const drop = (request.connection === 1 && nth === 3) || (request.connection === 2 && nth === 1);
      if (drop) socket.end();
      else nameless(socket, request);
    });
    const finished = await underLoad(
      [lane('reused', server.url)],
      until(() => server.seen.requests >= 60),
    );
    const { answered, pod } = finished.columns();
    const names = listOutcomes(finished.columns());
    const of = (outcome: string) => names.flatMap((one, row) => (one === outcome ? [answered[row]] : []));
    expect(of('closed').sort()).toEqual([0, 1]);
    expect(new Set(of('ok'))).toEqual(new Set([1]));
    expect(new Set(pod)).toEqual(new Set([0]));
  });

  it('cancels requests in flight when it may not wait, and reports how many', async () => {
    await using server = await serve(() => {});
    const finished = await underLoad(
      [lane('fresh', server.url)],
      until(() => server.seen.requests >= 20),
      { timeoutMs: 60_000, graceMs: 0 },
    );
    expectBalance(finished);
    const cancelled = finished.ends[0]?.outcomes.cancelled ?? 0;
    expect(finished.ends[0]?.outcomes).toEqual({ cancelled });
    expect(finished.entries).toContainEqual({
      type: 'in-flight',
      target: 'web',
      lane: 'fresh',
      count: cancelled,
    });
  });

  it('reports the state of its own machine every second', async () => {
    await using server = await serve(answer);
    const finished = await underLoad([lane('reused', server.url)], (load) =>
      until(() => load.live().length > 0)(),
    );
    const entry = finished.entries.find((one) => one.type === 'load-host');
    expect(entry).toMatchObject({ lagP99Us: expect.any(Number), loopMaxUs: expect.any(Number) });
    expect(entry?.cpuBusy).toBeGreaterThan(0);
    expect(entry?.cpuBusy).toBeLessThanOrEqual(1);
  });

  it('shows the last second of each lane while it runs', async () => {
    await using server = await serve(except(40, 50, (socket) => void socket.resetAndDestroy()));
    await underLoad([lane('reused', server.url)], async (load) => {
      await until(() => (load.live()[0]?.failed ?? 0) === 10)();
      const [live] = load.live();
      expect(live).toMatchObject({ target: 'web', lane: 'reused', badLast10s: expect.any(Number) });
      expect(live?.badLast10s).toBeGreaterThanOrEqual(10);
      expect(live?.scheduled).toBeGreaterThan(50);
      expect(live?.p50Ms).toBeLessThanOrEqual(live?.p99Ms ?? 0);
    });
  });

  it('connects to this machine only', async () => {
    for (const url of [
      'http://192.0.2.1/',
      'http://localhost/',
      'ftp://127.0.0.1/',
      'http://127.0.0.1.example.org/',
    ])
      await expect(underLoad([lane('fresh', new URL(url))], async () => {})).rejects.toMatchObject({
        code: 'usage',
      });
  });
});
