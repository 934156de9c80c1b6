import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clockFrom } from '../../../../harness/journal/clock.ts';
import { outcomeNames } from '../../../../harness/journal/samples.ts';
import { startAutocannon } from '../../../../harness/load/autocannon/client.ts';
import { capacity } from '../../../../harness/load/index.ts';
import { nameTable } from '../../../../harness/load/request/names.ts';
import { answer, answerText, type Behaviour, except, serve } from '../../../support/load/server.ts';
import {
  expectBalance,
  failedIn,
  lane,
  listOutcomes,
  underLoad,
  until,
} from '../../../support/load/under-load.ts';

it('the closed lane does not flood a door with no backend', async () => {
  let connections = 0;
  await using server = await serve(answer, (socket) => {
    connections += 1;
    socket.end();
  });
  const finished = await underLoad(
    [lane('closed', server.url, 50, 10)],
    until(() => connections > 60),
  );
  expectBalance(finished);
  const { closed = 0, cancelled = 0 } = finished.ends[0]?.outcomes ?? {};
  expect(closed + cancelled).toBe(finished.ends[0]?.scheduled);
  const last = Math.max(...finished.columns().endUs);
  const first = Math.min(...finished.columns().intendedUs);
  // Ten connections, each at most every 100 ms, and two at once at the beginning.
  expect(connections).toBeLessThanOrEqual(10 * (2 + (last - first + 500_000) / 100_000));
});

/** A typical server: after a response with `Connection: close` it closes at once. */
async function httpServer(listener: RequestListener) {
  const seen = { connections: 0 };
  const server = createServer(listener);
  server.on('connection', () => {
    seen.connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    seen,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

describe('a server that sends Connection: close and then closes', () => {
  it('loses no request of the closed lane, and an end without a response still counts as closed', async () => {
    const seen = { requests: 0, last: 0, dropped: 0 };
    await using server = await httpServer((request, response) => {
      seen.requests += 1;
      const misbehaves = seen.requests <= 150;
      if (misbehaves && seen.requests % 10 === 5) {
        seen.dropped += 1;
        request.socket.end();
      } else if (misbehaves && seen.requests % 3 === 0) {
        seen.last += 1;
        response.setHeader('Connection', 'close').end('ok');
      } else response.end('ok');
    });
    const finished = await underLoad(
      [lane('closed', server.url)],
      until(() => seen.requests >= 390),
    );
    expectBalance(finished);
    const { ok = 0, closed = 0, cancelled = 0, ...others } = finished.ends[0]?.outcomes ?? {};
    expect(others).toEqual({});
    expect(closed).toBe(seen.dropped);
    expect(ok + cancelled).toBe((finished.ends[0]?.scheduled ?? 0) - seen.dropped);
    expect(server.seen.connections).toBe(5 + seen.last + seen.dropped);
    expect(new Set(finished.columns().connection).size).toBe(server.seen.connections);
  });

  it('gets no more requests than the closed lane may send when it closes after every response', async () => {
    let requests = 0;
    await using server = await httpServer((_request, response) => {
      requests += 1;
      response.setHeader('Connection', 'close').end('ok');
    });
    const finished = await underLoad(
      [lane('closed', server.url, 50)],
      until(() => requests > 100),
    );
    expectBalance(finished);
    const { ok = 0, cancelled = 0, ...others } = finished.ends[0]?.outcomes ?? {};
    expect(others).toEqual({});
    expect(ok + cancelled).toBe(finished.ends[0]?.scheduled);
    const { intendedUs, length } = finished.columns();
    // autocannon sends a second's requests as soon as that second begins.
    const seconds = (Math.max(...intendedUs) - Math.min(...intendedUs)) / 1e6;
    expect(length).toBeLessThanOrEqual(50 * (seconds + 1.1));
  });

  it('costs a capacity run no request', async () => {
    let requests = 0;
    await using server = await httpServer((_request, response) => {
      requests += 1;
      if (requests % 3 === 0) response.setHeader('Connection', 'close');
      response.end('ok');
    });
    const signal = new AbortController().signal;
    const result = await capacity(server.url, { connections: 4, requests: 300, timeoutMs: 5000 }, signal);
    expect(result).toMatchObject({ requests: 300, errors: 0, non2xx: 0 });
    expect(requests).toBe(300);
  });
});

it('the closed lane does not take a response for the rest of an interrupted one', async () => {
  const half = answerText('', 'whole').slice(0, -2);
  await using server = await serve(except(10, 15, (socket) => void socket.end(half)));
  const finished = await underLoad(
    [lane('closed', server.url)],
    until(() => server.seen.requests >= 100),
  );
  expectBalance(finished);
  expect(failedIn(finished)).toEqual({ closed: 5 });
});

it('a failed request of the closed lane names the pod and node that its connection last reached, if any', async () => {
  const asked = new Map<number, number>();
  await using server = await serve((socket, request) => {
    const nth = (asked.get(request.connection) ?? 0) + 1;
    asked.set(request.connection, nth);
    const drop = (request.connection === 1 && nth === 3) || (request.connection === 2 && nth === 1);
    if (drop) socket.end();
    else answer(socket, request);
  });
  const finished = await underLoad(
    [lane('closed', server.url, 100, 3)],
    until(() => server.seen.requests >= 100),
  );
  const columns = finished.columns();
  const reached = listOutcomes(columns).flatMap((outcome, row) =>
    outcome === 'closed' ? [`${columns.pod[row]} ${columns.node[row]} ${columns.answered[row]}`] : [],
  );
  expect(reached.sort()).toEqual(['0 0 0', '1 2 1']);
  expect(finished.entries).toContainEqual({ type: 'name', of: 'pod', id: 1, name: 'web-1' });
  expect(finished.entries).toContainEqual({ type: 'name', of: 'node', id: 2, name: 'worker-1' });
});

it('a thread that stood still longer than the timeout reports a timeout, and no timer in the past', async () => {
  const warnings: string[] = [];
  const warned = ({ name }: Error) => void warnings.push(name);
  process.on('warning', warned);
  const ended: string[] = [];
  const stands: Behaviour = () => {
    // From its request on, which has reset the ticker, until after its timeout of a second.
    const untilMs = performance.now() + 1_100;
    while (performance.now() < untilMs);
  };
  await using server = await serve(except(3, 4, stands));
  const { stop, done } = startAutocannon(
    { url: server.url.href, connections: 1, overallRate: 50, duration: 60, timeoutMs: 1_000, sampleInt: 20 },
    {
      clock: clockFrom(),
      names: nameTable(new Int32Array(new SharedArrayBuffer(4)), () => {}),
      expected: { status: 200, body: null, part: null },
      reconnectMs: 0,
      onOpen: () => 1,
      onSend: () => 1,
      onEnd: ({ outcome }) => void ended.push(outcomeNames[outcome] ?? '?'),
    },
  );
  await until(() => ended.length >= 4)();
  stop();
  await done;
  process.off('warning', warned);
  expect(ended).toContain('timed-out');
  expect(warnings).not.toContain('TimeoutNegativeWarning');
});
