import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { firstRequest, type LanePlan } from '../../../harness/load/index.ts';
import { h2Answer, serveH2 } from '../../support/load/h2-server.ts';
import { answer, answerText, type Behaviour, closedPort, serve, testTls } from '../../support/load/server.ts';
import { lane } from '../../support/load/under-load.ts';

const tls = await testTls();

const ask = (plan: LanePlan, options: { timeoutMs?: number; withinMs?: number; signal?: AbortSignal } = {}) =>
  firstRequest(plan, {
    ...{ clock: clockFrom(), timeoutMs: 10_000, withinMs: 0, signal: new AbortController().signal },
    ...options,
  });

const plan = (url: URL): LanePlan => ({ ...lane('fresh', url), expectedBody: 'ok' });

const notFound: Behaviour = (socket) =>
  void socket.write('HTTP/1.1 404 Not Found\r\ncontent-length: 10\r\n\r\nnot found\n');

describe("a lane's first request", () => {
  it.each(['reused', 'fresh'] as const)('is one request, answered as expected (%s)', async (kind) => {
    await using server = await serve(answer);
    const answered = await ask({ ...lane(kind, server.url), expectedBody: 'ok' });
    expect(answered).toMatchObject({ outcome: 'ok', status: 200, tries: 1, error: null });
    expect(server.seen).toEqual({ requests: 1, connections: 1 });
  });

  it('uses the protocol of its lane', async () => {
    await using secure = await serve(answer, undefined, tls);
    expect(await ask({ ...plan(secure.url), ca: tls.ca })).toMatchObject({ outcome: 'ok' });
    await using http2 = await serveH2(h2Answer, { tls });
    expect(await ask({ ...plan(http2.url), protocol: 'h2', ca: tls.ca })).toMatchObject({ outcome: 'ok' });
    await using http1 = await serve((socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    expect(await ask({ ...plan(http1.url), protocol: 'h2' })).toMatchObject({
      outcome: 'protocol-error',
      error: expect.any(String),
    });
  });

  it('is the first message of a stream', async () => {
    const beats = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nbeat\n\r\n';
    await using server = await serve((socket) => void socket.write(beats));
    expect(await ask({ ...lane('stream', server.url), expectedBody: 'beat\n' })).toMatchObject({
      outcome: 'ok',
      status: 200,
    });
    await using other = await serve(notFound);
    expect(await ask({ ...lane('stream', other.url), expectedBody: 'beat\n' })).toMatchObject({
      outcome: 'wrong-status',
      status: 404,
    });
  });

  it('shows the status and the beginning of an unexpected body, and is not sent again', async () => {
    await using server = await serve(notFound);
    const wrong = await ask(plan(server.url), { withinMs: 60_000 });
    expect(wrong).toMatchObject({ outcome: 'wrong-status', status: 404, tries: 1 });
    expect(String(wrong.head)).toBe('not found\n');
    await using other = await serve((socket) => void socket.write(answerText('', 'k'.repeat(100_000))));
    const body = await ask(plan(other.url), { withinMs: 60_000 });
    expect(body).toMatchObject({ outcome: 'wrong-body', status: 200, tries: 1 });
    expect(body.head).toHaveLength(4096);
    expect([server.seen.requests, other.seen.requests]).toEqual([1, 1]);
  });

  it('counts a silence as a response', async () => {
    await using server = await serve(() => {});
    const silent = await ask(plan(server.url), { timeoutMs: 100, withinMs: 60_000 });
    expect(silent).toMatchObject({ outcome: 'timed-out', status: 0, tries: 1 });
  });

  it('is retried as long as allowed if nothing listens', async () => {
    const refused = await ask(plan(await closedPort()), { withinMs: 600 });
    expect(refused).toMatchObject({ outcome: 'refused', status: 0 });
    expect(refused.tries).toBeGreaterThan(1);
    expect(refused.tookMs).toBeLessThanOrEqual(60_000);
  });

  it('is retried while the front door has no backend, and counts once it has', async () => {
    await using server = await serve((socket, request) =>
      request.number < 4 ? void socket.end() : answer(socket, request),
    );
    expect(await ask(plan(server.url), { withinMs: 60_000 })).toMatchObject({ outcome: 'ok', tries: 4 });
  });

  it('is retried until something listens', async () => {
    const place = createServer().listen(0, '127.0.0.1');
    await once(place, 'listening');
    const { port } = place.address() as AddressInfo;
    place.close();
    await once(place, 'close');
    const asked = ask(plan(new URL(`http://127.0.0.1:${port}/`)), { withinMs: 60_000 });
    const server = createServer((socket) => socket.once('data', () => socket.end(answerText())));
    setTimeout(() => server.listen(port, '127.0.0.1'), 300);
    expect(await asked).toMatchObject({ outcome: 'ok' });
    server.close();
  });

  it('is not retried when the run is over, and connects to this machine only', async () => {
    const over = AbortSignal.abort(new Error('over'));
    await expect(ask(plan(await closedPort()), { signal: over })).rejects.toThrow('over');
    await expect(ask(plan(new URL('http://192.0.2.1/')))).rejects.toMatchObject({ code: 'usage' });
  });
});
