import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { closedPort } from '../../../support/load/server.ts';
import {
  expectBalance,
  failedIn,
  lane,
  listOutcomes,
  underLoad,
  until,
} from '../../../support/load/under-load.ts';

const head = 'HTTP/1.1 200 OK\r\nx-rehearse-pod: web-1\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const open = (socket: Socket) => void socket.write(head + chunk('beat\n'));

/** Opens streams, the first `breaks` of them as specified. */
async function serveStreams(breaks: number, behave: (socket: Socket) => void, otherwise = open) {
  const sockets = new Set<Socket>();
  const seen = { streams: 0 };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () => {
      seen.streams += 1;
      (seen.streams <= breaks ? behave : otherwise)(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/stream`),
    seen,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const streams = (url: URL, connections = 4) => ({
  ...lane('stream', url, 200, connections),
  expectedBody: 'beat\n',
});

/** Opens, and breaks once its client has had time to see that it is open. */
const openThen = (end: (socket: Socket) => void) => (socket: Socket) => {
  open(socket);
  setTimeout(() => end(socket), 50);
};

describe('a stream', () => {
  const breaks: Record<string, { behave: (socket: Socket) => void; outcome: string; opens: boolean }> = {
    'that is ended in order': {
      behave: openThen((socket) => void socket.end('0\r\n\r\n')),
      outcome: 'closed',
      opens: true,
    },
    'that is cut by a FIN': {
      behave: openThen((socket) => void socket.end()),
      outcome: 'closed',
      opens: true,
    },
    'that is reset': {
      behave: openThen((socket) => void socket.resetAndDestroy()),
      outcome: 'reset-after-sent',
      opens: true,
    },
    'that says something else': {
      behave: openThen((socket) => void socket.write(chunk('beet\n'))),
      outcome: 'wrong-body',
      opens: true,
    },
    'that is refused by its status': {
      behave: (socket) =>
        void socket.end('HTTP/1.1 503 No\r\ncontent-length: 3\r\nconnection: close\r\n\r\nno\n'),
      outcome: 'wrong-status',
      opens: false,
    },
    'that is closed before it answers': {
      behave: (socket) => void socket.end(),
      outcome: 'closed',
      opens: false,
    },
  };
  it.each(Object.entries(breaks))(
    '%s is one break, and is opened again',
    async (_, { behave, outcome, opens }) => {
      await using server = await serveStreams(4, behave);
      const finished = await underLoad(
        [streams(server.url)],
        until(() => server.seen.streams === 8),
      );
      expectBalance(finished);
      const counts = failedIn(finished);
      expect(Object.keys(counts)).toEqual([outcome]);
      // On a slow machine a second check may wait for a stream that never opens, and end with it.
      expect(counts[outcome]).toBeGreaterThanOrEqual(4);
      if (opens) expect(counts[outcome]).toBe(4);
      expect(server.seen.streams).toBe(8);
    },
  );

  it('that broke keeps the connection and the pod that it was on', async () => {
    await using server = await serveStreams(
      1,
      openThen((socket) => void socket.end()),
    );
    const finished = await underLoad(
      [streams(server.url, 1)],
      until(() => server.seen.streams === 2),
    );
    const columns = finished.columns();
    const lost = listOutcomes(columns).indexOf('closed');
    expect([columns.connection[lost], columns.pod[lost], columns.answered[lost]]).toEqual([1, 1, 1]);
  });

  it('exists once for each place, up to the configured number', async () => {
    await using server = await serveStreams(0, open);
    const finished = await underLoad([streams(server.url, 6)], async (load) =>
      until(() => (load.live()[0]?.scheduled ?? 0) > 100)(),
    );
    expectBalance(finished);
    expect(server.seen.streams).toBe(6);
    expect(failedIn(finished)).toEqual({});
    expect(new Set(finished.columns().connection)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  it('that has become silent has timed out', async () => {
    await using server = await serveStreams(0, open);
    const finished = await underLoad(
      [streams(server.url, 2)],
      until(() => server.seen.streams >= 4),
      { timeoutMs: 1500 },
    );
    expectBalance(finished);
    expect(Object.keys(failedIn(finished))).toEqual(['timed-out']);
  });

  it('that never opens has timed out, and is retried', async () => {
    await using server = await serveStreams(2, () => {});
    const finished = await underLoad(
      [streams(server.url, 2)],
      until(() => server.seen.streams >= 4),
      { timeoutMs: 1500 },
    );
    expectBalance(finished);
    expect(Object.keys(failedIn(finished))).toEqual(['timed-out']);
  });

  it('that is refused is retried by every check', async () => {
    const url = await closedPort();
    const finished = await underLoad([streams(url)], (load) =>
      until(() => (load.live()[0]?.failed ?? 0) > 50)(),
    );
    expectBalance(finished);
    expect(Object.keys(failedIn(finished))).toEqual(['refused']);
  });
});
