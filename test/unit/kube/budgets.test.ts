import { expect, onTestFinished, test } from 'vitest';
import { listBudgets } from '../../../harness/kube/budgets.ts';
import { answer, fakeApi } from '../../support/kube/fake-api.ts';

const never = new AbortController().signal;

async function findBudgets(items: readonly object[], labels: Readonly<Record<string, string>>) {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  api.rules.push((_request, response) => {
    answer(response, 200, { metadata: {}, items });
    return true;
  });
  const found = await listBudgets(api.kube, { namespace: 'app', labels }, never);
  return { found, requests: api.requests };
}

const status = { disruptionsAllowed: 1, currentHealthy: 3, desiredHealthy: 2, expectedPods: 4 };

test('lists the budgets of the namespace that select the pod, with their numbers', async () => {
  const { found, requests } = await findBudgets(
    [
      { metadata: { name: 'by-label' }, spec: { selector: { matchLabels: { app: 'web' } } }, status },
      { metadata: { name: 'of-others' }, spec: { selector: { matchLabels: { app: 'shop' } } }, status },
      { metadata: { name: 'of-all' }, spec: { selector: {} }, status },
      { metadata: { name: 'of-none' }, spec: {}, status },
    ],
    { app: 'web' },
  );
  const counts = { allowed: 1, healthy: 3, desired: 2, expected: 4 };
  expect(found).toEqual([
    { name: 'by-label', ...counts },
    { name: 'of-all', ...counts },
  ]);
  expect(requests).toEqual(['GET /apis/policy/v1/namespaces/app/poddisruptionbudgets']);
});

test('has zeros for a budget that its controller has not counted', async () => {
  const { found } = await findBudgets([{ metadata: { name: 'new' }, spec: { selector: {} } }], {});
  expect(found).toEqual([{ name: 'new', allowed: 0, healthy: 0, desired: 0, expected: 0 }]);
});
