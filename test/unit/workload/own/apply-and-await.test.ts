import { expect, onTestFinished, test } from 'vitest';
import type { ManifestObject } from '../../../../harness/scenario/manifests.ts';
import { applyAndAwait } from '../../../../harness/workload/own/apply-and-await.ts';
import { answer, fakeApi } from '../../../support/kube/fake-api.ts';
import { placed } from '../../../support/workload/placed.ts';

const never = new AbortController().signal;
const job: ManifestObject = {
  ...{ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'index', namespace: 'shop' } },
  spec: { completions: 1 },
};
const jobs = '/apis/batch/v1/namespaces/shop/jobs';

/** An API server with a Job whose conditions change with each read; its creation is answered with `created`. */
async function serverWithJob(created: number, ...conditions: (readonly object[])[]) {
  const api = await fakeApi();
  onTestFinished(() => api[Symbol.asyncDispose]());
  const changes: { readonly method: string; readonly type: string; readonly body: string }[] = [];
  let reads = 0;
  api.rules.push((request, response, body) => {
    const { method = '', url = '' } = request;
    const { pathname } = new URL(url, api.url);
    if (pathname === '/apis/batch/v1')
      answer(response, 200, { resources: [{ name: 'jobs', kind: 'Job', namespaced: true }] });
    else if (method === 'GET' && pathname === `${jobs}/index`) {
      const shown = conditions[Math.min(reads++, conditions.length - 1)] ?? [];
      answer(response, 200, { ...job, status: { conditions: shown } });
    } else {
      changes.push({ method: `${method} ${pathname}`, type: request.headers['content-type'] ?? '', body });
      answer(response, method === 'POST' ? created : 200, { message: 'exists already' });
    }
    return true;
  });
  const apply = (withinMs = 20_000) =>
    applyAndAwait({
      ...{ kubeconfig: api.kubeconfig, objects: placed([job]), runId: 'run-1', signal: never },
      ...{ withinMs, pollMs: 5, say: () => {} },
    });
  return { apply, changes };
}

const complete = { type: 'Complete', status: 'True' };

test('creates a Job, and waits until it is complete', async () => {
  const { apply, changes } = await serverWithJob(
    201,
    [],
    [{ type: 'Complete', status: 'False' }],
    [complete],
  );
  expect(await apply()).toEqual({ ok: true, words: '1 applied and ready' });
  expect(changes).toMatchObject([{ method: `POST ${jobs}` }]);
});

test('merges an object into the one that exists', async () => {
  const { apply, changes } = await serverWithJob(409, [complete]);
  expect(await apply()).toMatchObject({ ok: true });
  expect(changes[1]).toEqual({
    ...{ method: `PATCH ${jobs}/index`, type: 'application/merge-patch+json', body: JSON.stringify(job) },
  });
});

test('says at once that a Job has failed', async () => {
  const failed = { type: 'Failed', status: 'True', message: 'reached its back-off limit' };
  const { apply } = await serverWithJob(201, [failed]);
  expect(await apply()).toEqual({
    ok: false,
    words: 'Job shop/index failed: reached its back-off limit',
  });
});

test('says what is not ready in time', async () => {
  const { apply } = await serverWithJob(201, []);
  expect(await apply(50)).toEqual({
    ok: false,
    words: 'not ready within 50 ms: Job shop/index is not complete',
  });
});

test('says why the API server refuses an object', async () => {
  const { apply } = await serverWithJob(422, []);
  expect(await apply()).toMatchObject({ ok: false, words: expect.stringMatching(/^Job shop\/index: 422 /) });
});
