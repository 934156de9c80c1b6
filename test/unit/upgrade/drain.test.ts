import { expect, onTestFinished, test, vi } from 'vitest';
import type { DrainPolicy } from '../../../harness/scenario/scenario.ts';
import { drain } from '../../../harness/upgrade/drain.ts';
import { answer } from '../../support/kube/fake-api.ts';
import { budgetBlocks, evictions, pods, smallCluster } from '../../support/upgrade/small-cluster.ts';

async function drainable() {
  const cluster = await smallCluster();
  const ending = new AbortController();
  onTestFinished(() => cluster.api[Symbol.asyncDispose]());
  const drainWorker = (policy: Partial<DrainPolicy> = {}) =>
    drain({
      kube: cluster.api.kube,
      node: 'worker',
      policy: { timeoutMs: 10_000, onTimeout: 'fail', ...policy },
      step: 0,
      append: cluster.append,
      signal: ending.signal,
      retryMs: 10,
      pollMs: 10,
    });
  return { ...cluster, drainWorker, ending };
}

const names = (objects: readonly { metadata: { name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name);

test('leaves pods of DaemonSets, static and finished ones, and those of other nodes', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  putPod('agent', { owner: 'DaemonSet' });
  putPod('static', { owner: 'Node', mirror: true });
  putPod('done', { phase: 'Succeeded' });
  putPod('elsewhere', { node: 'worker2' });
  expect(await drainWorker()).toBe('1 of 1 pods evicted');
  expect(names(api.stored(pods))).toEqual(['agent', 'static', 'done', 'elsewhere']);
  expect(evictions(journal)).toEqual(['web accepted']);
});

test('retries a blocked eviction, and journals each message of the budget once', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', ['needs 3, has 3', 'needs 3, has 3', 'needs 3, has 2']);
  await drainWorker();
  expect(evictions(journal)).toEqual([
    'web blocked needs 3, has 3',
    'web blocked needs 3, has 2',
    'web accepted',
  ]);
});

test('evicts the other pods while one is blocked, by uid', async () => {
  const { api, putPod, drainWorker } = await drainable();
  const bodies: string[] = [];
  api.rules.push((request, response, body) => {
    if (!request.url?.includes('/eviction')) return false;
    bodies.push(body);
    if (!request.url.includes('/stuck/') || api.stored(pods).length === 1) return false;
    answer(response, 429, { details: { causes: [{ reason: 'DisruptionBudget', message: 'not yet' }] } });
    return true;
  });
  putPod('stuck');
  putPod('a');
  putPod('b');
  await drainWorker();
  expect(api.stored(pods)).toEqual([]);
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({
    apiVersion: 'policy/v1',
    deleteOptions: { preconditions: { uid: 'uid-of-stuck' } },
  });
});

test('waits until the pod of that uid is gone, not one of its name', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web-0');
  api.rules.push((request, response) => {
    if (!request.url?.includes('/eviction')) return false;
    answer(response, 201, { kind: 'Status' });
    return true;
  });
  const drained = drainWorker();
  await vi.waitFor(() => expect(evictions(journal)).toEqual(['web-0 accepted']));
  await vi.waitFor(() => expect(api.requests.filter((line) => line.endsWith('/pods/web-0'))).not.toEqual([]));
  api.put(pods, { metadata: { name: 'web-0', namespace: 'app', uid: 'its-successor' } });
  expect(await drained).toBe('1 of 1 pods evicted');
});

test('waits for an API server that is unavailable and then forbids everything for a while', async () => {
  const { api, putPod, drainWorker } = await drainable();
  putPod('web');
  await api.close();
  const drained = drainWorker();
  let refusals = 2;
  api.rules.unshift((_request, response) => {
    if (refusals-- <= 0) return false;
    answer(response, 403, { kind: 'Status', message: 'pods is forbidden' });
    return true;
  });
  await api.reopen();
  expect(await drained).toBe('1 of 1 pods evicted');
});

test('fails at the timeout, naming the pod and the budget', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  await expect(drainWorker({ timeoutMs: 300 })).rejects.toMatchObject({
    code: 'drain-timed-out',
    message: expect.stringMatching(/worker .*app\/web \(web needs 3\)/),
  });
  expect(evictions(journal)).toEqual(['web blocked web needs 3', 'web timed-out web needs 3']);
});

test('continues at the timeout if the policy says so', async () => {
  const { api, putPod, drainWorker } = await drainable();
  putPod('web');
  putPod('other');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  expect(await drainWorker({ timeoutMs: 300, onTimeout: 'continue' })).toBe(
    '1 of 2 pods evicted; continued with app/web (web needs 3)',
  );
  expect(names(api.stored(pods))).toEqual(['web']);
});

test('deletes the rest at the timeout if the policy says so', async () => {
  const { api, journal, putPod, drainWorker } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  await drainWorker({ timeoutMs: 300, onTimeout: 'delete-pods' });
  expect(api.stored(pods)).toEqual([]);
  expect(evictions(journal).slice(1)).toEqual(['web timed-out web needs 3', 'web deleted']);
});

test('ends with its signal', async () => {
  const { api, putPod, drainWorker, journal, ending } = await drainable();
  putPod('web');
  budgetBlocks(api, 'web', Array<string>(1_000).fill('web needs 3'));
  const drained = drainWorker();
  await vi.waitFor(() => expect(evictions(journal)).toHaveLength(1));
  ending.abort(new Error('interrupted'));
  await expect(drained).rejects.toThrow('interrupted');
});
