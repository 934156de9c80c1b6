import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { clockFrom } from '../../../harness/journal/clock.ts';
import { probeRollouts } from '../../../harness/observe/rollout-probe.ts';
import { answer, type FakeApi, fakeApi } from '../../support/kube/fake-api.ts';
import { collected, ofType } from '../../support/observe/collected.ts';

const soon = { timeout: 20_000, interval: 10 };

let api: FakeApi;
beforeEach(async () => {
  api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
});

/** @param status of the Deployment, by its generation; the time limits are a test's */
function rolling(status: (generation: number) => object, { refuse = 0, limitMs = 20_000 } = {}) {
  let generation = 1;
  const patches: string[] = [];
  api.rules.push(({ method }, response, body) => {
    if (method === 'PATCH' && refuse > 0) answer(response, refuse, {});
    else {
      if (method === 'PATCH') generation = patches.push(body) + 1;
      answer(response, 200, { metadata: { generation }, spec: { replicas: 1 }, status: status(generation) });
    }
    return true;
  });
  const journal = collected();
  const ending = new AbortController();
  const ended = probeRollouts({
    endpoint: { name: 'balanced', url: api.url },
    tls: {},
    headers: { authorization: 'Bearer secret' },
    deployment: { namespace: 'own', name: 'rolled' },
    journal,
    clock: clockFrom(),
    signal: ending.signal,
    times: { everyMs: 300, limitMs, pollMs: 10, requestMs: 20_000 },
  });
  onTestFinished(async () => {
    ending.abort();
    await ended;
  });
  const probes = () => ofType(journal.entries, 'probe');
  const some = (count: number) =>
    vi.waitFor(() => expect(probes().length).toBeGreaterThanOrEqual(count), soon);
  return { probes, some, patches };
}

const done = { replicas: 1, updatedReplicas: 1, availableReplicas: 1 };

describe('the rollout probe', () => {
  test('changes the template each time, and succeeds when the rollout is done', async () => {
    let asked = 0;
    const { probes, some, patches } = rolling((generation) => ({
      ...done,
      observedGeneration: asked++ >= 3 ? generation : generation - 1,
    }));
    await some(2);
    expect(probes()[0]).toMatchObject({ probe: 'rollout', source: 'balanced', ok: true });
    expect(patches[0]).toContain('"k8s-rehearse/rollout":"0"');
    expect(new Set(patches).size).toBe(patches.length);
  });

  test.each([
    ['not observed', (generation: number) => ({ ...done, observedGeneration: generation - 1 })],
    ['not updated', (observedGeneration: number) => ({ ...done, observedGeneration, updatedReplicas: 0 })],
    [
      'an older pod is still there',
      (observedGeneration: number) => ({ ...done, observedGeneration, replicas: 2 }),
    ],
    [
      'not available',
      (observedGeneration: number) => ({ ...done, observedGeneration, availableReplicas: 0 }),
    ],
    ['not observed', () => ({})],
  ] as const)('fails if at its limit it is %s', async (what, status) => {
    const { probes, some } = rolling(status, { limitMs: 100 });
    await some(1);
    expect(probes()[0]).toMatchObject({ ok: false, error: `timed-out: ${what}` });
  });

  test('fails at once if its start is refused', async () => {
    const { probes, some } = rolling((observedGeneration) => ({ ...done, observedGeneration }), {
      refuse: 503,
    });
    await some(2);
    expect(probes().every(({ ok, error }) => !ok && error === 'status 503')).toBe(true);
  });

  test('fails while there is no API server, and continues', async () => {
    const { probes, some } = rolling((observedGeneration) => ({ ...done, observedGeneration }));
    await some(1);
    await api.close();
    await vi.waitFor(() => expect(probes().at(-1)?.ok).toBe(false), soon);
    await api.reopen();
    await vi.waitFor(() => expect(probes().at(-1)?.ok).toBe(true), soon);
  });
});
