import { describe, expect, it } from 'vitest';
import { capacity } from '../../../../harness/load/index.ts';
import { answer, closedPort, serve } from '../../../support/load/server.ts';

const signal = () => new AbortController().signal;

describe('the capacity run', () => {
  it('sends the configured number of requests, and reports the rate', async () => {
    await using server = await serve(answer);
    const result = await capacity(server.url, { connections: 4, requests: 500, timeoutMs: 2000 }, signal());
    expect(result).toMatchObject({ requests: 500, connections: 4, errors: 0, non2xx: 0 });
    expect(server.seen).toEqual({ requests: 500, connections: 4 });
    expect(result.ratePerS).toBeCloseTo(500 / (result.durationMs / 1000));
    expect(result.p50Ms).toBeGreaterThan(0);
    expect(result.p50Ms).toBeLessThanOrEqual(result.p90Ms);
    expect(result.p99Ms).toBeLessThanOrEqual(result.maxMs);
  });

  it('counts error responses, and requests without a response, including those that autocannon drops silently', async () => {
    await using server = await serve((socket, request) => {
      if (request.number % 10 === 0) socket.end();
      else if (request.number % 10 === 5) socket.write('HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n');
      else answer(socket, request);
    });
    const result = await capacity(server.url, { connections: 2, requests: 200, timeoutMs: 2000 }, signal());
    expect(result).toMatchObject({ requests: 200, errors: 20, non2xx: 20 });
  });

  it('ends with a dead server, and with one that never responds', async () => {
    const dead = await capacity(
      await closedPort(),
      { connections: 2, requests: 50, timeoutMs: 1000 },
      signal(),
    );
    expect(dead).toMatchObject({ requests: 50, errors: 50, ratePerS: 0, p99Ms: 0 });
    await using silent = await serve(() => {});
    const bounded = await capacity(
      silent.url,
      { connections: 2, requests: 50, timeoutMs: 60_000, withinMs: 300 },
      signal(),
    );
    expect(bounded).toMatchObject({ requests: 0, ratePerS: 0 });
  });

  it('ends when its signal fires, and connects to this machine only', async () => {
    await using silent = await serve(() => {});
    const abort = new AbortController();
    const run = capacity(silent.url, { connections: 2, requests: 50, timeoutMs: 60_000 }, abort.signal);
    abort.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
    const foreign = capacity(
      new URL('http://192.0.2.1/'),
      { connections: 1, requests: 1, timeoutMs: 1 },
      signal(),
    );
    await expect(foreign).rejects.toMatchObject({ code: 'usage' });
  });
});
