import { expect, onTestFinished, test, vi } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { probeApi } from '../../../harness/observe/api-probe.ts';
import { answer, fakeApi } from '../../support/kube/fake-api.ts';
import { collected, ofType } from '../../support/observe/collected.ts';

const soon = { timeout: 15_000, interval: 20 };

async function probed() {
  const api = await fakeApi();
  const journal = collected();
  const ending = new AbortController();
  const away: string[] = [];
  const ended = probeApi({
    endpoint: { name: 'control-plane', url: api.url },
    tls: {},
    journal,
    clock: clockFrom(),
    signal: ending.signal,
    onAway: (why) => void away.push(why),
  });
  onTestFinished(async () => {
    ending.abort();
    await api[Symbol.asyncDispose]();
    await ended;
  });
  const probes = () => ofType(journal.entries, 'probe');
  return { api, away, probes, ending, ended };
}

test('sends requests repeatedly, each on its own connection', async () => {
  const { api, probes, away } = await probed();
  await vi.waitFor(() => expect(probes().length).toBeGreaterThanOrEqual(3), soon);
  expect(probes()[0]).toMatchObject({ probe: 'api', source: 'control-plane', seq: 0, ok: true });
  expect(probes().every(({ ok, error }) => ok && error === undefined)).toBe(true);
  expect(new Set(probes().map(({ seq }) => seq)).size).toBe(probes().length);
  expect(api.connections()).toBeGreaterThanOrEqual(probes().length);
  expect(away).toEqual([]);
});

test('records an outage and reports it once', async () => {
  const { api, probes, away } = await probed();
  await vi.waitFor(() => expect(probes().length).toBeGreaterThanOrEqual(1), soon);
  await api.close();
  const failed = () => probes().filter(({ ok }) => !ok);
  await vi.waitFor(() => expect(failed().length).toBeGreaterThanOrEqual(2), soon);
  await api.reopen();
  await vi.waitFor(() => expect(probes().at(-1)?.ok).toBe(true), soon);
  expect(failed().at(-1)?.error).toBe('ECONNREFUSED');
  expect(away).toHaveLength(1);
  expect(away[0]).toMatch(/^readyz of control-plane: E/);
});

test('counts an API server that is not ready as unavailable', async () => {
  const { api, probes, away } = await probed();
  api.rules.push((_request, response) => {
    answer(response, 500, {});
    return true;
  });
  await vi.waitFor(() => expect(away).toEqual(['readyz of control-plane: status 500']), soon);
  expect(probes().at(-1)).toMatchObject({ ok: false, error: 'status 500' });
});

test('gives a silent API server one second, and counts the second silence as an outage', async () => {
  const { api, probes, away } = await probed();
  api.rules.push(() => true);
  await vi.waitFor(() => expect(away).toEqual(['readyz of control-plane: timed-out']), soon);
  const silent = probes().filter(({ ok }) => !ok);
  expect(silent.length).toBeGreaterThanOrEqual(2);
  expect(silent[0]?.error).toBe('timed-out');
  expect(silent[0]?.durationUs).toBeGreaterThan(900_000);
});

test('ends with its signal', async () => {
  const { probes, ending, ended } = await probed();
  await vi.waitFor(() => expect(probes().length).toBeGreaterThanOrEqual(1), soon);
  ending.abort();
  await ended;
});
