import { expect, onTestFinished, test, vi } from 'vitest';
import type { JournalEntry } from '../../../../harness/journal/records.ts';
import { drain } from '../../../../harness/upgrade/drain/drain.ts';
import type { DrainOptions } from '../../../../harness/upgrade/drain/evict-pod.ts';
import type { Explain } from '../../../../harness/upgrade/roller.ts';
import { answer } from '../../../support/kube/fake-api.ts';
import { drainPolicy } from '../../../support/upgrade/drain-policy.ts';
import { budgetBlocks, smallCluster } from '../../../support/upgrade/small-cluster.ts';

const atOnce = { afterMs: 0, againMs: 0, pollMs: 5 };

/** A budget of the pods with the label `app: web`, and one of others. */
const budgets = [
  {
    metadata: { name: 'web', namespace: 'app' },
    spec: { selector: { matchLabels: { app: 'web' } } },
    status: { disruptionsAllowed: 0, currentHealthy: 2, desiredHealthy: 2, expectedPods: 3 },
  },
  {
    metadata: { name: 'other', namespace: 'app' },
    spec: { selector: { matchLabels: { app: 'other' } } },
    status: { disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 3 },
  },
];

async function held(changes: Partial<DrainOptions> = {}) {
  const cluster = await smallCluster();
  const { api, append, clock, journal } = cluster;
  const ending = new AbortController();
  onTestFinished(() => api[Symbol.asyncDispose]());
  api.rules.push((request, response) => {
    if (!request.url?.includes('/namespaces/app/poddisruptionbudgets')) return false;
    answer(response, 200, { metadata: {}, items: budgets });
    return true;
  });
  cluster.putPod('web-1', { labels: { app: 'web' } });
  budgetBlocks(api, 'web-1', Array<string>(10_000).fill('web needs 2'));
  const drained = drain({
    ...{ kube: api.kube, node: 'worker', policy: drainPolicy(), step: 3, append, clock, pollMs: 5 },
    ...{ signal: ending.signal, explainTimes: atOnce },
    ...changes,
  });
  void drained.catch(() => undefined);
  onTestFinished(() => ending.abort(new Error('the test has ended')));
  return { ...cluster, drained, ending, explanations: () => findHeld(journal) };
}

const findHeld = (journal: readonly JournalEntry[]) =>
  journal.filter((entry) => entry.type === 'eviction-held');

test("journals the pod's own budget with its numbers, and why pods of its namespace are not ready", async () => {
  const explain: Explain = async () => [
    { words: 'pod app/web-2: 0/2 nodes are available: insufficient cpu', final: false },
    { words: 'pod kube-system/dns: image not found', final: false },
  ];
  const { explanations } = await held({ explain });
  await vi.waitFor(() => expect(explanations()).not.toEqual([]));
  expect(explanations()[0]).toEqual({
    ...{
      type: 'eviction-held',
      step: 3,
      namespace: 'app',
      pod: 'web-1',
      uid: 'uid-of-web-1',
      node: 'worker',
    },
    sinceUs: expect.any(Number),
    budgets: [{ name: 'web', allowed: 0, healthy: 2, desired: 2, expected: 3 }],
    reasons: ['pod app/web-2: 0/2 nodes are available: insufficient cpu'],
  });
});

test('journals another explanation once it has changed, and no equal one', async () => {
  let calls = 0;
  const explain: Explain = async () => {
    calls++;
    return [{ words: `pod app/web-2: ${calls < 5 ? 'starting' : 'image not found'}`, final: false }];
  };
  const { explanations } = await held({ explain });
  await vi.waitFor(() => expect(calls).toBeGreaterThan(10));
  expect(explanations().map(({ reasons }) => reasons)).toEqual([
    ['pod app/web-2: starting'],
    ['pod app/web-2: image not found'],
  ]);
});

test('explains nothing before its time, and nothing that is evicted by then', async () => {
  const { drained, explanations, api } = await held({ explainTimes: { ...atOnce, afterMs: 3_600_000 } });
  await vi.waitFor(() =>
    expect(api.requests.filter((line) => line.endsWith('/eviction')).length).toBeGreaterThan(3),
  );
  api.rules.length = 0;
  expect(await drained).toBe('1 of 1 pods evicted');
  expect(explanations()).toEqual([]);
});

test('explains by the budgets alone if pods cannot be explained', async () => {
  const { explanations } = await held({ explain: () => Promise.reject(new Error('no log')) });
  await vi.waitFor(() => expect(explanations()).not.toEqual([]));
  expect(explanations()[0]).toMatchObject({ budgets: [{ name: 'web' }], reasons: [] });
});

test('goes on with a drain whose budgets cannot be read', async () => {
  const { drained, api } = await held();
  api.rules.unshift((request, response) => {
    if (!request.url?.includes('/poddisruptionbudgets')) return false;
    answer(response, 403, { kind: 'Status', message: 'poddisruptionbudgets is forbidden' });
    return true;
  });
  await vi.waitFor(() =>
    expect(api.requests.filter((line) => line.includes('/poddisruptionbudgets')).length).toBeGreaterThan(2),
  );
  api.rules.splice(1);
  expect(await drained).toBe('1 of 1 pods evicted');
});

test('ends with the drain', async () => {
  const { drained, ending, explanations } = await held();
  await vi.waitFor(() => expect(explanations()).not.toEqual([]));
  ending.abort(new Error('interrupted'));
  await expect(drained).rejects.toThrow('interrupted');
});
