import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { LanePlan } from '../../../harness/load/index.ts';
import { answer, type Behaviour, serve, testTls } from '../../support/load/server.ts';
import { expectBalance, failedIn, lane, underLoad, until, waitsIn } from '../../support/load/under-load.ts';

const tls = await testTls();
const kept = 3;

/**
 * Holds its responses after the first few, until `most` are held at a time; from then on it responds at once.
 */
function holding(most: number) {
  const held: (() => void)[] = [];
  let over = false;
  const behave: Behaviour = (socket, request) => {
    if (over || request.number <= kept) return answer(socket, request);
    held.push(() => answer(socket, request));
    over = held.length >= most;
    if (over) for (const release of held.splice(0)) release();
  };
  return { behave, isOver: () => over };
}

/** Open connections. */
function counted() {
  const open = new Set<Socket>();
  return {
    open,
    add(socket: Socket) {
      open.add(socket);
      socket.once('close', () => open.delete(socket));
    },
  };
}

describe.each(['http', 'https'] as const)('a lane that keeps its connections over %s', (scheme) => {
  const plan = (url: URL): LanePlan => ({
    ...lane('reused', url, 50, kept),
    ...(scheme === 'https' && { ca: tls.ca }),
  });
  const secrets = scheme === 'https' ? tls : undefined;

  it('opens another one for each request that finds all of them busy, and closes it when none needs it', async () => {
    const { behave, isOver } = holding(15);
    const sockets = counted();
    await using server = await serve(behave, sockets.add, secrets);
    const finished = await underLoad([plan(server.url)], async () => {
      await until(isOver)();
      expect(sockets.open.size).toBeGreaterThanOrEqual(15);
      await until(() => sockets.open.size === kept)();
    });
    expectBalance(finished);
    expect(failedIn(finished)).toEqual({});
    expect(waitsIn(finished)).toEqual([]);
  });

  it('waits for one if it may open no more, and records which requests waited, and how long', async () => {
    const { behave } = holding(15);
    await using server = await serve(behave, undefined, secrets);
    const limited = { ...plan(server.url), limit: kept };
    const finished = await underLoad(
      [limited],
      (load) => until(() => (load.live()[0]?.scheduled ?? 0) >= 30)(),
      { graceMs: 300 },
    );
    expectBalance(finished);
    expect(server.seen.connections).toBe(kept);
    const waits = waitsIn(finished);
    const requests = waits.reduce((sum, one) => sum + one.requests, 0);
    // Three are held, and never answered: each later request waits for the lane's end.
    const sent = finished.columns().sentUs.filter((us) => !Number.isNaN(us)).length;
    expect(sent).toBe(2 * kept);
    expect(requests).toBeGreaterThanOrEqual(finished.columns().length - sent);
    // On a busy machine the second three may have waited for the first.
    expect(requests).toBeLessThanOrEqual(finished.columns().length - kept);
    expect(Math.max(...waits.map((one) => one.lastSeq))).toBe(finished.columns().length - 1);
    expect(Math.max(...waits.map((one) => one.longestUs))).toBeGreaterThan(200_000);
    expect(waits[0]).toMatchObject({ target: 'web', lane: 'reused' });
    const opened = finished.entries.find((entry) => entry.type === 'lane');
    expect(opened).toMatchObject({ connections: kept, limit: kept });
  });
});
