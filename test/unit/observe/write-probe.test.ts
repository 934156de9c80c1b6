import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { probeApiWrites } from '../../../harness/observe/write-probe.ts';
import { answer, type FakeApi, fakeApi } from '../../support/kube/fake-api.ts';
import { collected, ofType } from '../../support/observe/collected.ts';

const soon = { timeout: 20_000, interval: 10 };

/** What an API server does with a write instead of carrying it out. */
type Fault = 'none' | 'silent' | 'forgets' | 409 | 500;

/** ConfigMaps of a fake API server, by name. */
function serveConfigMaps(api: FakeApi) {
  const maps = new Map<string, Record<string, string>>();
  const state: { fault: Fault; listed: boolean } = { fault: 'none', listed: true };
  api.rules.push(({ method, url = '', headers }, response, body) => {
    if (headers.authorization !== 'Bearer secret') {
      answer(response, 401, {});
      return true;
    }
    const name = url.split('/')[6] ?? '';
    if (method === 'POST') {
      const made = (JSON.parse(body) as { metadata: { name: string } }).metadata.name;
      if (maps.has(made)) answer(response, 409, {});
      else answer(response, 201, { metadata: { name: maps.set(made, {}) && made } });
    } else if (method === 'PATCH') {
      if (state.fault === 'silent') return true;
      if (typeof state.fault === 'number') answer(response, state.fault, {});
      else {
        if (state.fault === 'none') Object.assign(maps.get(name) ?? {}, JSON.parse(body).data);
        answer(response, 200, {});
      }
    } else if (state.listed) answer(response, 200, { items: [...maps.values()].map((data) => ({ data })) });
    else answer(response, 503, {});
    return true;
  });
  return { maps, state };
}

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
});

/** @param timeoutMs longer than a busy machine needs, except where a silence is awaited */
function probing(timeoutMs = 10_000) {
  const { maps, state } = serveConfigMaps(api);
  const journal = collected();
  const ending = new AbortController();
  const ended = probeApiWrites({
    endpoint: { name: 'control-plane', url: api.url },
    tls: {},
    headers: { authorization: 'Bearer secret' },
    namespace: 'own',
    labels: { 'k8s-rehearse/run': 'r' },
    journal,
    clock: clockFrom(),
    signal: ending.signal,
    pace: { everyMs: 10, timeoutMs, readMs: 50, writesOfPage: 5 },
  });
  onTestFinished(() => ending.abort());
  const probes = () => ofType(journal.entries, 'probe');
  const good = () => probes().filter(({ ok }) => ok);
  const failed = () => probes().filter(({ ok }) => !ok);
  const end = async () => {
    ending.abort();
    await ended;
    return ofType(journal.entries, 'writes')[0];
  };
  const atLeast = (count: number, of: () => unknown[] = probes) =>
    vi.waitFor(() => expect(of().length).toBeGreaterThanOrEqual(count), soon);
  return { maps, state, probes, good, failed, end, atLeast };
}

describe('the write probe', () => {
  test('numbers its writes, starts new pages, and finds every acknowledged one again', async () => {
    const { maps, probes, good, end, atLeast } = probing();
    await atLeast(20, good);
    const found = await end();
    const acknowledged = good().length;
    expect(found).toEqual({ type: 'writes', source: 'control-plane', acknowledged, lost: [] });
    expect(good()).toHaveLength(probes().length);
    expect(JSON.stringify(probes())).not.toContain('secret');
    expect(maps.size).toBeGreaterThan(1);
    expect(new Set(probes().map(({ seq }) => seq)).size).toBe(probes().length);
    expect(probes()[0]).toMatchObject({ probe: 'apiWrite', source: 'control-plane' });
  });

  test.each([409, 500] as const)('counts %i as a failure, and sends nothing twice', async (status) => {
    const { state, failed, probes, end, atLeast } = probing();
    await atLeast(2);
    state.fault = status;
    await atLeast(3, failed);
    state.fault = 'none';
    expect(await end()).toMatchObject({ lost: [] });
    expect(failed().every(({ error }) => error === `status ${status}`)).toBe(true);
    const sent = api.requests.filter((request) => request.startsWith('PATCH'));
    expect(sent).toHaveLength(probes().length);
  });

  test('counts silence as a failure after its timeout', async () => {
    const { state, failed, atLeast, end } = probing(200);
    state.fault = 'silent';
    await atLeast(2, failed);
    state.fault = 'none';
    await end();
    expect(failed()[0]).toMatchObject({ ok: false, error: 'timed-out' });
    expect(failed()[0]?.durationUs).toBeGreaterThan(150_000);
  });

  test('continues after a refusal', async () => {
    const { failed, probes, atLeast, end } = probing();
    await atLeast(2);
    await api.close();
    await atLeast(2, failed);
    await api.reopen();
    const before = probes().length;
    await vi.waitFor(
      () =>
        expect(
          probes()
            .slice(before)
            .some(({ ok }) => ok),
        ).toBe(true),
      soon,
    );
    expect(await end()).toMatchObject({ lost: [] });
    expect(failed().some(({ error }) => error === 'ECONNREFUSED')).toBe(true);
  });

  test('names the acknowledged writes that are not found again', async () => {
    const { state, maps, probes, atLeast, end } = probing();
    await atLeast(3);
    state.fault = 'forgets';
    const before = probes().length;
    await atLeast(before + 8);
    const found = await end();
    const stored = new Set([...maps.values()].flatMap((data) => Object.keys(data)));
    const expected = probes().filter(({ ok, seq }) => ok && !stored.has(String(seq)));
    expect(expected.length).toBeGreaterThan(0);
    expect(found?.lost?.toSorted()).toEqual(expected.map(({ seq }) => seq).toSorted());
  });

  test('reports that they cannot be read back', async () => {
    const { state, atLeast, end } = probing();
    await atLeast(2);
    state.listed = false;
    expect(await end()).toMatchObject({ lost: null, error: 'status 503' });
  });
});
