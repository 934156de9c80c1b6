import { describe, expect, it } from 'vitest';
import { streamBeat, webBody } from '../../../../harness/scenario/builtin.ts';
import { get, rawClient } from '../../../support/workloads/web/raw-client.ts';
import { startWeb } from '../../../support/workloads/web/web-process.ts';

/**
 * SIGTERM has been handled once nothing accepts any more. A connection during the port's closing is reset.
 */
async function untilRefused(port: number): Promise<void> {
  for (;;) {
    try {
      (await rawClient(port)).socket.destroy();
    } catch (error) {
      expect((error as NodeJS.ErrnoException).code).toMatch(/^ECONN(REFUSED|RESET)$/);
      return;
    }
  }
}

describe('the web service as a process', () => {
  it('answers with its pod and node, and keeps the connection', async () => {
    await using web = startWeb('server', { PORT: '0', POD_NAME: 'web-1', NODE_NAME: 'worker-1' });
    const response = await fetch(`http://127.0.0.1:${await web.listening}/?any=query`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(webBody);
    expect(response.headers.get('x-rehearse-pod')).toBe('web-1');
    expect(response.headers.get('x-rehearse-node')).toBe('worker-1');
    expect(response.headers.get('connection')).toBe('keep-alive');
    expect(response.headers.get('keep-alive')).toBe('timeout=75');
  });

  it('sends forever on /stream, and ends its streams in order at SIGTERM', async () => {
    await using web = startWeb('server', { PORT: '0', POD_NAME: 'web-1' });
    const response = await fetch(`http://127.0.0.1:${await web.listening}/stream`);
    expect(response.headers.get('x-rehearse-pod')).toBe('web-1');
    let text = '';
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString();
      if (text.length >= 15) web.child.kill('SIGTERM');
    }
    const beats = text.length / streamBeat.length;
    expect(beats).toBeGreaterThanOrEqual(3);
    expect(text).toBe(streamBeat.repeat(beats));
    expect(await web.ended).toMatchObject({ code: 0 });
  });

  it('distinguishes liveness, readiness and unknown paths', async () => {
    await using web = startWeb('server', { PORT: '0' });
    const origin = `http://127.0.0.1:${await web.listening}`;
    const statuses = await Promise.all(
      ['/healthz', '/readyz', '/elsewhere'].map(async (path) => (await fetch(origin + path)).status),
    );
    expect(statuses).toEqual([200, 200, 404]);
  });

  it('uses the configured CPU time', async () => {
    await using web = startWeb('server', { PORT: '0', WORK_US: '50000' });
    const port = await web.listening;
    const from = process.hrtime.bigint();
    await fetch(`http://127.0.0.1:${port}/`);
    expect(Number(process.hrtime.bigint() - from) / 1_000).toBeGreaterThanOrEqual(50_000);
  });

  it('refuses invalid settings before it starts', async () => {
    await using web = startWeb('server', { ON_SIGTERM: 'maybe' });
    expect(await web.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('ON_SIGTERM=maybe') });
  });

  it('reports that its port is taken', async () => {
    await using first = startWeb('server', { PORT: '0' });
    await using second = startWeb('server', { PORT: String(await first.listening) });
    expect(await second.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('EADDRINUSE') });
  });
});

describe('a graceful end', () => {
  it('finishes the request in flight, closes its connection with the answer, refuses new ones and exits 0', async () => {
    await using web = startWeb('server', { PORT: '0' });
    const port = await web.listening;
    using client = await rawClient(port);
    client.socket.write(get('/'));
    await client.until('ok\n');
    client.socket.write('GET / HTTP/1.1\r\nHo');
    web.child.kill('SIGTERM');
    await untilRefused(port);
    client.socket.write('st: web\r\n\r\n');
    await client.until('Connection: close');
    expect(await client.ended).toBe('fin');
    expect(client.received().match(/HTTP\/1.1 200 OK/g)).toHaveLength(2);
    expect(await web.ended).toMatchObject({ code: 0, signal: null });
  });

  it('answers one more request on an idle connection, with Connection: close', async () => {
    await using web = startWeb('server', { PORT: '0' });
    const port = await web.listening;
    using client = await rawClient(port);
    client.socket.write(get('/'));
    await client.until('ok\n');
    expect(client.received()).toContain('Connection: keep-alive');
    web.child.kill('SIGTERM');
    await untilRefused(port);
    client.socket.write(get('/readyz'));
    await client.until('stopping\n');
    expect(client.received()).toMatch(/HTTP\/1.1 503 [\s\S]*Connection: close/);
    expect(await client.ended).toBe('fin');
    expect(await web.ended).toMatchObject({ code: 0 });
  });

  it('closes connections that stay idle, used or not, and exits 0', async () => {
    await using web = startWeb('server', { PORT: '0' });
    const port = await web.listening;
    // Accepted in this order: once the second is answered, the service has the first.
    using unused = await rawClient(port);
    using used = await rawClient(port);
    used.socket.write(get('/'));
    await used.until('ok\n');
    web.child.kill('SIGTERM');
    expect(await Promise.all([used.ended, unused.ended])).toEqual(['fin', 'fin']);
    expect(await web.ended).toMatchObject({ code: 0 });
  });

  it('cuts the rest at the end of its grace period, and exits 1', async () => {
    await using web = startWeb('server', { PORT: '0', GRACE_MS: '100' });
    using client = await rawClient(await web.listening);
    client.socket.write(get('/'));
    await client.until('ok\n');
    client.socket.write('GET / HTTP/1.1\r\nHo');
    web.child.kill('SIGTERM');
    await client.ended;
    expect(client.received().match(/HTTP\/1.1 200 OK/g)).toHaveLength(1);
    expect(await web.ended).toMatchObject({ code: 1 });
  });

  it('happens at once while it is still starting', async () => {
    await using web = startWeb('server', { PORT: '0', STARTUP_MS: '3600000' });
    await web.started;
    web.child.kill('SIGTERM');
    expect(await web.ended).toMatchObject({ code: 0 });
  });
});

describe('a service that behaves badly', () => {
  it('exits at once and cuts the request in flight', async () => {
    await using web = startWeb('server', { PORT: '0', ON_SIGTERM: 'exit' });
    using client = await rawClient(await web.listening);
    client.socket.write('GET / HTTP/1.1\r\nHo');
    web.child.kill('SIGTERM');
    expect(await web.ended).toMatchObject({ code: 143, signal: null });
    await client.ended;
    expect(client.received()).toBe('');
  });

  it('ignores SIGTERM and serves on until SIGKILL', async () => {
    await using web = startWeb('server', { PORT: '0', ON_SIGTERM: 'ignore' });
    const origin = `http://127.0.0.1:${await web.listening}`;
    web.child.kill('SIGTERM');
    for (let asked = 0; asked < 20; asked++) {
      const response = await fetch(`${origin}/readyz`);
      expect([response.status, response.headers.get('connection')]).toEqual([200, 'keep-alive']);
    }
    web.child.kill('SIGKILL');
    expect(await web.ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it('does not listen before it has started', async () => {
    await using web = startWeb('server', { PORT: '0', STARTUP_MS: '300' });
    const from = process.hrtime.bigint();
    await web.listening;
    expect(Number(process.hrtime.bigint() - from) / 1e6).toBeGreaterThanOrEqual(290);
  });
});
