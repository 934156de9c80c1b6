import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { probe } from '../../../../workloads/web/probe.ts';
import { type DnsServer, dnsServer } from '../../../support/workloads/web/dns-server.ts';
import { startWeb } from '../../../support/workloads/web/web-process.ts';

let dns: DnsServer;
let folder: string;
beforeEach(async () => {
  dns = await dnsServer();
  folder = await mkdtemp(join(tmpdir(), 'prober-'));
});
afterEach(async () => {
  dns.close();
  await rm(folder, { recursive: true });
});

describe('one probe', () => {
  it('reports when it was sent, on the clock of this machine, and how long it took', async () => {
    const before = process.hrtime.bigint();
    const result = await probe('web.test', [dns.address], 1_000);
    expect(result).toMatchObject({ name: 'web.test', ok: true });
    expect(result.sentNs).toBeGreaterThanOrEqual(before);
    expect(result.sentNs + BigInt(result.durationUs) * 1_000n).toBeLessThanOrEqual(
      process.hrtime.bigint() + 1_000n,
    );
  });

  it('counts silence as a failure at its timeout, and sends once', async () => {
    dns.answer = 'nothing';
    const result = await probe('web.test', [dns.address], 300);
    expect(result).toMatchObject({ ok: false, error: 'timed-out' });
    expect(result.durationUs).toBeGreaterThanOrEqual(299_000);
    expect(dns.questions).toHaveLength(1);
  });

  it('distinguishes an unknown name and a removed server from silence', async () => {
    dns.answer = 'no-such-name';
    expect(await probe('web.test', [dns.address], 1_000)).toMatchObject({ ok: false, error: 'ENOTFOUND' });
    dns.close();
    expect(await probe('web.test', [dns.address], 1_000)).toMatchObject({ ok: false, error: 'ECONNREFUSED' });
  });

  it('sends from a new port each time, and never answers from a cache', async () => {
    for (let asked = 0; asked < 4; asked++) await probe('web.test', [dns.address], 1_000);
    expect(dns.questions).toHaveLength(4);
    expect(new Set(dns.questions.map((question) => question.port)).size).toBeGreaterThan(1);
  });
});

describe('the prober as a process', () => {
  const file = () => join(folder, 'worker-1.ndjson');
  const lines = async () => {
    const text = await readFile(file(), 'utf8');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  const start = (env: Record<string, string> = {}) =>
    startWeb('prober', {
      PROBE_FILE: file(),
      PROBE_SERVERS: dns.address,
      PROBE_EVERY_MS: '20',
      PROBE_TIMEOUT_MS: '200',
      ...env,
    });
  const untilLines = (count: number) =>
    vi.waitFor(async () => expect((await lines()).length).toBeGreaterThanOrEqual(count), { timeout: 10_000 });

  it('writes one numbered line for every probe, name by name', async () => {
    await using prober = start({ PROBE_NAMES: 'a.test,b.test' });
    await untilLines(6);
    prober.child.kill('SIGTERM');
    expect(await prober.ended).toMatchObject({ code: 0, stderr: '' });
    const written = await lines();
    expect(new Set(written.map((line) => line.start)).size).toBe(1);
    const inOrder = written.toSorted((a, b) => a.seq - b.seq);
    expect(inOrder.map((line) => line.seq)).toEqual(inOrder.keys().toArray());
    for (const line of inOrder)
      expect(line).toMatchObject({
        name: line.seq % 2 === 0 ? 'a.test' : 'b.test',
        sentNs: expect.stringMatching(/^\d+$/),
        durationUs: expect.any(Number),
        ok: true,
      });
  });

  it('keeps its pace while nothing is answered, and continues afterwards', async () => {
    dns.answer = 'nothing';
    await using _prober = start();
    await vi.waitFor(() => expect(dns.questions.length).toBeGreaterThanOrEqual(4), { timeout: 10_000 });
    await vi.waitFor(async () =>
      expect(await lines()).toContainEqual(expect.objectContaining({ error: 'timed-out' })),
    );
    dns.answer = 'address';
    await vi.waitFor(
      async () => expect(await lines()).toContainEqual(expect.objectContaining({ ok: true })),
      {
        timeout: 10_000,
      },
    );
  });

  it('restarts its numbers after a restart, and appends to the file', async () => {
    for (const atLeast of [1, 2]) {
      await using _prober = start();
      await vi.waitFor(
        async () => expect(new Set((await lines()).map((line) => line.start)).size).toBe(atLeast),
        { timeout: 10_000 },
      );
    }
    expect((await lines()).filter((line) => line.seq === 0)).toHaveLength(2);
  });

  it('stops writing at its limit, states that in the last line and keeps running', async () => {
    await using prober = start({ PROBE_MAX_BYTES: '300' });
    await vi.waitFor(
      async () =>
        expect((await lines()).at(-1)).toMatchObject({
          full: expect.stringMatching(/^stopped at \d+ bytes$/),
        }),
      { timeout: 10_000 },
    );
    expect(prober.child.exitCode).toBeNull();
    prober.child.kill('SIGTERM');
    expect(await prober.ended).toMatchObject({ code: 0 });
    expect((await lines()).filter((line) => 'full' in line)).toHaveLength(1);
  });

  it('probes its peers in turn, by the addresses that DNS had last', async () => {
    const self = '127.0.0.21';
    const peer = createServer((socket) => socket.destroy()).listen(0, '127.0.0.22');
    await once(peer, 'listening');
    // Nothing listens at the second: it refuses. The third is none that TCP knows a way to.
    dns.addresses = ['224.0.0.1', '127.0.0.23', self, '127.0.0.22'];
    await using prober = start({
      ...{ PROBES: 'dns,pods', POD_IP: self, PEERS_NAME: 'peers.test', PEERS_EVERY_MS: '10' },
      PEER_PORT: String((peer.address() as AddressInfo).port),
    });
    const asked = async () => (await lines()).filter((line) => line.probe === 'pods');
    await vi.waitFor(async () => expect((await asked()).length).toBeGreaterThanOrEqual(1), {
      timeout: 10_000,
    });
    dns.answer = 'nothing';
    const before = (await asked()).length;
    await vi.waitFor(async () => expect((await asked()).length).toBeGreaterThanOrEqual(before + 12), {
      timeout: 10_000,
    });
    prober.child.kill('SIGTERM');
    expect(await prober.ended).toMatchObject({ code: 0, stderr: '' });
    peer.close();

    const inOrder = (await asked()).toSorted((a, b) => a.seq - b.seq);
    expect(inOrder.map((line) => line.seq)).toEqual(inOrder.keys().toArray());
    const inTurn = ['127.0.0.22', '127.0.0.23', '224.0.0.1'];
    for (const { seq, from, to, ok } of inOrder)
      expect({ from, to, ok }).toEqual({ from: self, to: inTurn[seq % 3], ok: seq % 3 !== 2 });
    expect((await lines()).some((line) => line.probe === 'dns')).toBe(true);
  });

  it('refuses to start without a file it can write', async () => {
    await using prober = start({ PROBE_FILE: join(folder, 'missing', 'file') });
    expect(await prober.ended).toMatchObject({ code: 1, stderr: expect.stringContaining('ENOENT') });
  });
});
